// Names the text box that an editor makes inside of this, once it is there, so that screen readers tell which it is.
import { h } from "vue";

export default {
  props: { words: String },
  mounted() {
    this.look = new MutationObserver(() => this.name());
    this.look.observe(this.$el, { childList: true, subtree: true });
    this.name();
  },
  unmounted() {
    this.look.disconnect();
  },
  methods: {
    name() {
      const box = this.$el.querySelector("[role=textbox]");
      if (!box || box.getAttribute("aria-label") === this.words) return;
      box.setAttribute("aria-label", this.words);
      box.setAttribute("tabindex", "0");
    },
  },
  render() {
    return h("div", { class: "named" }, this.$slots.default?.());
  },
};
