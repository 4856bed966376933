const FIELDS = 'input, textarea, select, [contenteditable]';

/** Whether a key goes into a field, where letters are text and no command. */
export const isTyping = (event: KeyboardEvent): boolean => event.target instanceof Element && event.target.closest(FIELDS) !== null;
