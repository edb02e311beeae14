// A native control with a label of its own: what a browser, a keyboard and a screen reader know already.
// Emits `given` with the value when it is committed, and `typed` while one types where `live` says so: what typing has
// told is not given again.
import { h } from "vue";

// Pressing a link or a button commits the field that is left. An answer that came before the release would draw the
// page anew beneath the pointer, and the click would be lost: so the value is told at the release, just before the click.
let pressed = false;
let waiting = [];
addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel", "keydown"]) addEventListener(end, released, true);

function released() {
  pressed = false;
  const now = waiting;
  waiting = [];
  for (const then of now) then();
}

function onceReleased(then) {
  if (pressed) waiting.push(then);
  else then();
}

export default {
  props: { kind: String, value: {}, options: Array, live: Boolean, turn: Number, enters: Boolean },
  emits: ["given", "typed", "entered"],
  data() {
    return { held: this.value ?? "" };
  },
  watch: {
    value(now) {
      this.held = now ?? "";
    },
    turn() {
      this.held = this.value ?? "";
      this.told = undefined;
    },
  },
  methods: {
    typed(text) {
      this.held = text;
      if (!this.live) return;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => {
        this.told = text;
        this.$emit("typed", text);
      }, 250);
    },
    chosen(value) {
      // A year is typed digit by digit, and each is a date to the browser: 0002, 0020, 0201, 2015.
      this.pending = this.kind === "date" && value && value < "1000";
      if (this.pending) this.held = value;
      else this.given(value);
    },
    left() {
      if (this.pending) this.given(this.held);
    },
    given(value) {
      this.pending = false;
      clearTimeout(this.waiting);
      this.held = value;
      if (!this.live || value !== this.told) onceReleased(() => this.$emit("given", value));
    },
  },
  render() {
    if (this.kind === "select") {
      const options = (this.options ?? []).map(([value, words]) =>
        h("option", { value, selected: value === this.held }, words),
      );
      return h("select", { value: this.held, onChange: (event) => this.given(event.target.value) }, options);
    }
    if (this.kind === "checkbox") {
      return h("input", {
        type: "checkbox",
        checked: Boolean(this.held),
        onChange: (event) => this.given(event.target.checked),
      });
    }
    const told = {
      value: this.held,
      onInput: (event) => this.typed(event.target.value),
      onChange: (event) => this.chosen(event.target.value),
      onBlur: () => this.left(),
      ...(this.enters ? { onKeydown: (event) => event.key === "Enter" && this.$emit("entered", this.held) } : {}),
    };
    return this.kind === "textarea" ? h("textarea", told) : h("input", { type: this.kind, ...told });
  },
};
