// An element that can be given the focus: when the server gives it another turn. While it has it, the keys that it
// knows are told to the server; elsewhere they stay what they are.
import { h } from "vue";

export default {
  props: { name: String, words: String, turn: Number, keys: String },
  emits: ["key"],
  mounted() {
    if (this.turn) this.$el.focus();
  },
  watch: {
    turn() {
      this.$nextTick(() => this.$el.focus());
    },
  },
  methods: {
    pressed(event) {
      const key = event.key.toLowerCase();
      if (event.target !== this.$el || event.ctrlKey || event.altKey || event.metaKey) return;
      if (key.length === 1 && (this.keys ?? "").includes(key)) this.$emit("key", key);
    },
  },
  render() {
    const listening = this.keys ? { onKeydown: (event) => this.pressed(event) } : {};
    return h(this.name, { tabindex: -1, ...listening }, [this.words, ...(this.$slots.default?.() ?? [])]);
  },
};
