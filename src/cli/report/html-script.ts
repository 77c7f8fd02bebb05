/**
 * The page's only script: the filter. The page is complete without it, so it shows the filter itself. It reads no
 * data from the page but text and never writes markup; its hash stands in the page's content security policy.
 */
export const SCRIPT = `
const filter = document.getElementById('filter');
const words = document.getElementById('words');
const found = document.getElementById('found');
const stacks = Array.from(document.querySelectorAll('.stack'));
const differences = Array.from(document.querySelectorAll('.difference'));
const texts = new Map(differences.map((it) => [it, it.textContent.toLowerCase()]));
const named = (stack, wanted) => wanted !== '' && stack.dataset.name.toLowerCase().includes(wanted);

function apply() {
  const wanted = words.value.trim().toLowerCase();
  const severities = new Set(Array.from(filter.querySelectorAll('[name=severity]:checked'), (box) => box.value));
  const all = wanted === '' && severities.size === filter.querySelectorAll('[name=severity]').length;
  let shown = 0;
  for (const stack of stacks) {
    let here = 0;
    for (const it of stack.querySelectorAll('.difference')) {
      const fits = severities.has(it.dataset.severity) && (named(stack, wanted) || texts.get(it).includes(wanted));
      it.hidden = !fits;
      here += fits ? 1 : 0;
    }
    shown += here;
    const itself = wanted !== '' && stack.querySelector('.difference') === null && stack.textContent.toLowerCase().includes(wanted);
    stack.hidden = !all && here === 0 && !itself;
  }
  found.textContent = all ? '' : shown + ' of ' + differences.length + ' shown';
}

if (differences.length > 0) {
  filter.hidden = false;
  filter.addEventListener('input', apply);
  apply();
}
`;
