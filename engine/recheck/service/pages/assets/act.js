// A button for what only the browser can do: print the page, copy a text. It says what came of it.
import { h } from "vue";

export default {
  props: { act: String, text: String, words: String },
  data() {
    return { said: "" };
  },
  methods: {
    async go() {
      if (this.act === "print") return window.print();
      try {
        await navigator.clipboard.writeText(this.text);
        this.said = "Copied";
      } catch {
        this.said = "The browser does not allow it; select the text and copy it";
      }
      setTimeout(() => (this.said = ""), 4000);
    },
  },
  render() {
    return h("span", { class: "act" }, [
      h("button", { type: "button", onClick: () => this.go() }, this.words),
      h("span", { role: "status", class: "said" }, this.said),
    ]);
  },
};
