import { mount } from 'svelte';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/tables.css';
import './styles/print.css';
import App from './App.svelte';
import { language } from './state/language.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no element #page');
// Without its texts a language is not spoken: the page then begins in English.
void language.begin().finally(() => mount(App, { target }));
