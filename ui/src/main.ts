import { mount } from 'svelte';
import '@fontsource-variable/plus-jakarta-sans/index.css';
import App from './App.svelte';
import Resident from './Resident.svelte';
import './style/tokens.css';
import './style/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

// The second window, turned to the resident, is the same page with a word behind it.
mount(location.search === '?resident' ? Resident : App, { target });
