// What no markup can do: reach the search by a key, walk through what it suggests, and close that again.
// Every page works without it.
document.addEventListener("keydown", (event) => {
  const field = document.querySelector(".search input");
  if (!field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
    event.preventDefault();
    field.focus();
    field.select();
    return;
  }
  const search = event.target.closest(".search");
  if (!search) return;
  const suggestions = search.querySelector(".suggestions");
  if (event.key === "Escape" && suggestions.childElementCount) {
    event.preventDefault();
    suggestions.replaceChildren();
    field.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const stops = [field, ...suggestions.querySelectorAll("a")];
    const next = stops[stops.indexOf(event.target) + step];
    if (next && stops.length > 1) {
      event.preventDefault();
      next.focus();
    }
  }
});
