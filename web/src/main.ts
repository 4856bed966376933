import { mount } from 'svelte';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/tables.css';
import './styles/print.css';
import App from './App.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no element #page');
mount(App, { target });
