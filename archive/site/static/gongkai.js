// The site works without this. With it: filters apply when they are changed, `/` goes to the search box, wide tables can be reached by keyboard.
for (const form of document.querySelectorAll("form[data-live]")) {
  form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
  const box = document.querySelector("input[type=search]");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});
for (const box of document.querySelectorAll(".scroll")) {
  if (box.scrollWidth > box.clientWidth) { box.tabIndex = 0; box.setAttribute("role", "region"); box.setAttribute("aria-label", document.documentElement.lang === "en" ? "Table" : "表格"); }
}
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()).then(() => { button.textContent = button.dataset.done; }));
}
for (const form of document.querySelectorAll("form[data-most]")) {
  form.addEventListener("submit", (event) => {
    const size = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0);
    const large = size > Number(form.dataset.most);
    form.querySelector("[role=status]").textContent = large ? form.dataset.large : form.dataset.wait;
    if (large) event.preventDefault(); else form.querySelector("button").disabled = true;
  });
}
addEventListener("pageshow", () => { for (const button of document.querySelectorAll("form[data-most] button")) button.disabled = false; });
