import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/tables.css';
import './styles/print.css';
import App from './App.svelte';
import { language } from './state/language.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no element #page');
language.begin().then(
  () => mount(App, { target }),
  // Without any texts there is nothing to show but this, for readers of either language.
  () => {
    target.innerHTML = '<p role="alert">Crewcast could not be loaded. Reload the page. <span lang="zh-CN">页面未能加载，请重新加载。</span></p>';
  },
);
