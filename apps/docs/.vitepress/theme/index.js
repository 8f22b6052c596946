// VitePress's own theme with a few rules of ours.

import { useData } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { onMounted, watch } from 'vue'
import LiveScreen from './LiveScreen.vue'
import './style.css'

/** The theme's first page has no landmark that says where the content is. */
function markMain() {
  const { frontmatter } = useData()
  const mark = () => {
    const content = document.getElementById('VPContent')
    if (frontmatter.value.layout === 'home') content?.setAttribute('role', 'main')
    else content?.removeAttribute('role')
  }
  onMounted(mark)
  watch(frontmatter, mark, { flush: 'post' })
}

export default {
  extends: DefaultTheme,
  setup: markMain,
  enhanceApp: ({ app }) => app.component('LiveScreen', LiveScreen),
}
