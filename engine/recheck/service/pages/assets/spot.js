// An element that can be given the focus: when the server gives it another turn.
import { h } from "vue";

export default {
  props: { name: String, words: String, turn: Number },
  mounted() {
    if (this.turn) this.$el.focus();
  },
  watch: {
    turn() {
      this.$nextTick(() => this.$el.focus());
    },
  },
  render() {
    return h(this.name, { tabindex: -1 }, [this.words, ...(this.$slots.default?.() ?? [])]);
  },
};
