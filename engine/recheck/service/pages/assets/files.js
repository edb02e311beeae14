// A native file field whose files go to the server as soon as they are chosen or dropped on it.
import { h } from "vue";

export default {
  props: { url: String, multiple: Boolean, largest: Number },
  emits: ["refused"],
  methods: {
    async send(file) {
      if (file.size > this.largest) {
        const [size, most] = [file.size, this.largest].map((each) => (each / 1048576).toFixed(1));
        return this.$emit("refused", `${file.name} is ${size} MB; ${most} MB is the most`);
      }
      const form = new FormData();
      form.append("file", file, file.name);
      try {
        const answer = await fetch(window.path_prefix + this.url, { method: "POST", body: form });
        if (!answer.ok) this.$emit("refused", `The service did not take ${file.name} (${answer.status})`);
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
        for (const file of [...field.files]) await this.send(file);
        field.value = "";
      },
    });
  },
};
