import vue from '@vitejs/plugin-vue'

// So that Vue makes `placet-preferences` an element, and looks for no component of that name.
const isCustomElement = (tag) => tag.startsWith('placet-')

export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] }
