// What the page does before it shows anything: unit tests read English.
import { language } from './state/language.svelte';

await language.speak('en');
