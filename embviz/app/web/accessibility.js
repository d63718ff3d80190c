// Streamlit's navigation is a list of sections instead of items, and only a pointer can open and
// close their headers. This gives the sections the role of groups and the headers that of buttons.

function labelNavigation() {
  for (const list of document.querySelectorAll('[data-testid="stSidebarNavItems"]')) {
    list.setAttribute("role", "none")
    for (const section of list.children) {
      const header = section.querySelector(":scope > header")
      section.setAttribute("role", header ? "group" : "none")
      const items = [...section.querySelectorAll(":scope > li")]
      for (const item of items) item.setAttribute("role", "none")
      const name = header?.firstElementChild
      if (!name) continue
      section.setAttribute("aria-label", name.textContent)
      name.setAttribute("role", "button")
      name.setAttribute("aria-expanded", String(items.length > 0))
      name.tabIndex = 0
      name.onkeydown = event => {
        if (event.key !== "Enter" && event.key !== " ") return
        event.preventDefault()
        name.click()
      }
    }
  }
}

export default function () {
  if (window.embvizNavigationObserver) return
  let frame
  window.embvizNavigationObserver = new MutationObserver(() => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(labelNavigation)
  })
  window.embvizNavigationObserver.observe(document.body, { childList: true, subtree: true })
  labelNavigation()
}
