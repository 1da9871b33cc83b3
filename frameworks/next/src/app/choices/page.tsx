/** The preference center as a part of the page: `mount` draws it into the element. */
export default function Choices() {
  return (
    <section>
      <h2>Choices</h2>
      <placet-preferences />
    </section>
  )
}
