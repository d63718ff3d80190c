// Two buttons that export a chart as it is drawn now.

const BUTTON_LABELS = { png: "Picture (PNG)", svg: "Drawing (SVG)" }
const IMAGE_ICON_SVG = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 5h14v14H5zm2 2v8l3-3 2 2 3-4 2 2.500V7z" fill-rule="evenodd"/></svg>'

export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    const { format } = button.dataset
    if (!button.firstChild) button.innerHTML = `${IMAGE_ICON_SVG}<span>${BUTTON_LABELS[format]}</span>`
    button.onclick = async () => {
      const exportAs = window.embvizExports?.get(data.name)
      if (!exportAs || button.getAttribute("aria-busy") === "true") return
      button.setAttribute("aria-busy", "true")
      try {
        await exportAs(format, data)
      } finally {
        button.removeAttribute("aria-busy")
      }
    }
  }
}
