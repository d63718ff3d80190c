// Streamlit's navigation is a list that holds no items but blocks of items, under headers that
// only a pointer opens and closes. Here the blocks become groups, the headers buttons.

function mend() {
  for (const list of document.querySelectorAll('[data-testid="stSidebarNavItems"]')) {
    list.setAttribute("role", "none")
    for (const block of list.children) {
      const header = block.querySelector(":scope > header")
      block.setAttribute("role", header ? "group" : "none")
      const items = [...block.querySelectorAll(":scope > li")]
      for (const item of items) item.setAttribute("role", "none")
      const name = header?.firstElementChild
      if (!name) continue
      block.setAttribute("aria-label", name.textContent)
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
  if (window.embvizMending) return
  let frame
  window.embvizMending = new MutationObserver(() => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(mend)
  })
  window.embvizMending.observe(document.body, { childList: true, subtree: true })
  mend()
}
