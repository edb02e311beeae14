// The address under which the page is found again, without loading it anew.
export default {
  props: { path: String },
  watch: {
    path(now) {
      if (now) history.replaceState(history.state, "", now);
    },
  },
  mounted() {
    if (this.path) history.replaceState(history.state, "", this.path);
  },
  render() {
    return null;
  },
};
