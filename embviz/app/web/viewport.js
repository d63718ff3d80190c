// The visible part of a map: zooms, pans, resets and reports it.

const scaleRange = ([a, b], factor, middle = (a + b) / 2) => [middle - (middle - a) * factor, middle + (b - middle) * factor]

function zoom(chart, factor) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!scene) {
    return window.Plotly.relayout(chart.plot, {
      "xaxis.range": scaleRange(xaxis.range, factor),
      "yaxis.range": scaleRange(yaxis.range, factor),
    })
  }
  const { eye, center, up } = scene._scene.getCamera()
  const closer = Object.fromEntries(["x", "y", "z"].map(k => [k, center[k] + (eye[k] - center[k]) * factor]))
  return window.Plotly.relayout(chart.plot, { "scene.camera": { eye: closer, center, up } })
}

function resetView(chart) {
  return chart.plot._fullLayout.scene
    ? window.Plotly.relayout(chart.plot, { "scene.camera": chart.data.figure.layout.scene.camera })
    : window.Plotly.relayout(chart.plot, { "xaxis.autorange": true, "yaxis.autorange": true })
}

function panTo(chart, id) {
  const row = chart.cloud.rowOf.get(id)
  if (row === undefined) return
  const { cloud, plot } = chart
  if (!cloud.z) {
    const { xaxis, yaxis } = plot._fullLayout
    const [x, y] = [cloud.x[row], cloud.y[row]]
    const closer = ([a, b], full, middle) => {
      const half = Math.min(Math.abs(b - a), full / 6) / 2
      return [middle - half, middle + half]
    }
    const spread = values => values.reduce((max, v) => Math.max(max, v), -Infinity) - values.reduce((min, v) => Math.min(min, v), Infinity)
    chart.spread ??= [spread(cloud.x), spread(cloud.y)]
    const aspect = (xaxis.range[1] - xaxis.range[0]) / (yaxis.range[1] - yaxis.range[0])
    const extent = Math.max(chart.spread[0], chart.spread[1] * aspect) || 1
    return window.Plotly.relayout(plot, {
      "xaxis.range": closer(xaxis.range, extent, x),
      "yaxis.range": closer(yaxis.range, extent / aspect, y),
    })
  }
  const scene = plot._fullLayout.scene._scene
  const { model } = scene.glplot.cameraParams
  const [x, y, z, w] = multiplyMatrix(model, [cloud.x[row] * scene.dataScale[0], cloud.y[row] * scene.dataScale[1], cloud.z[row] * scene.dataScale[2], 1])
  const center = { x: x / w, y: y / w, z: z / w }
  const camera = scene.getCamera()
  const offset = ["x", "y", "z"].map(k => camera.eye[k] - camera.center[k])
  const factor = Math.min(1, 0.6 / Math.hypot(...offset))
  const eye = { x: center.x + offset[0] * factor, y: center.y + offset[1] * factor, z: center.z + offset[2] * factor }
  return window.Plotly.relayout(plot, { "scene.camera": { eye, center, up: camera.up } })
}

// Return the axis ranges of a 2D map, or eye and center of the camera. Empty for a whole 2D map.
function viewState(chart) {
  const { xaxis, yaxis, scene } = chart.plot._fullLayout
  if (!chart.cloud.z) return xaxis.autorange ? [] : [...xaxis.range, ...yaxis.range]
  const { eye, center } = scene._scene.getCamera()
  return [eye.x, eye.y, eye.z, center.x, center.y, center.z]
}

function reportView(chart) {
  // A view sent while the page processes a click would restore the previous word.
  const delay = CLICK_SETTLE_MS - (Date.now() - (chart.clickedAt ?? 0))
  if (delay > 0) {
    chart.viewTimer = setTimeout(() => reportView(chart), delay)
    return
  }
  const view = viewState(chart).map(value => +value.toPrecision(5)).join("_")
  if (view === chart.reportedView) return
  chart.reportedView = view
  reportToPage(chart, "view", { view, digest: chart.data.map })
}

function withView(layout, numbers) {
  if (!numbers.every(Number.isFinite)) return layout
  if (layout.scene && numbers.length === 6) {
    const [x, y, z, a, b, c] = numbers
    return { ...layout, scene: { ...layout.scene, camera: { eye: { x, y, z }, center: { x: a, y: b, z: c } } } }
  }
  if (!layout.scene && numbers.length === 4) {
    const [a, b, c, d] = numbers
    return { ...layout, xaxis: { ...layout.xaxis, range: [a, b] }, yaxis: { ...layout.yaxis, range: [c, d] } }
  }
  return layout
}
