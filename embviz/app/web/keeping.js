// Two buttons that save a picture of the page as it is now.

const NAMES = { png: "Picture (PNG)", svg: "Drawing (SVG)" }
const ICON = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 5h14v14H5zm2 2v8l3-3 2 2 3-4 2 2.500V7z" fill-rule="evenodd"/></svg>'

export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    const { format } = button.dataset
    if (!button.firstChild) button.innerHTML = `${ICON}<span>${NAMES[format]}</span>`
    button.onclick = async () => {
      const save = window.embvizKept?.get(data.name)
      if (!save || button.getAttribute("aria-busy") === "true") return
      button.setAttribute("aria-busy", "true")
      try {
        await save(format, data)
      } finally {
        button.removeAttribute("aria-busy")
      }
    }
  }
}
