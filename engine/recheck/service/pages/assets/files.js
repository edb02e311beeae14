// A native file field whose files go to the server as soon as they are chosen or dropped on it.
import { h } from "vue";

export default {
  props: { url: String, multiple: Boolean, largest: Number },
  emits: ["refused"],
  methods: {
    async send(files) {
      const found = [...files];
      if (!found.length) return;
      const large = found.find((each) => each.size > this.largest);
      if (large) return this.$emit("refused", `${large.name} is larger than ${Math.round(this.largest / 1048576)} MB`);
      const form = new FormData();
      found.forEach((each, place) => form.append(`file-${place}`, each, each.name));
      try {
        const answer = await fetch(window.path_prefix + this.url, { method: "POST", body: form });
        if (!answer.ok) this.$emit("refused", `The service did not take it (${answer.status})`);
      } catch {
        this.$emit("refused", "The service could not be reached");
      }
    },
  },
  render() {
    return h("input", {
      type: "file",
      multiple: this.multiple,
      onChange: async (event) => {
        const field = event.target;
        await this.send(field.files);
        field.value = "";
      },
    });
  },
};
