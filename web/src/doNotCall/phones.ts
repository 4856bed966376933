/** The phones of a text: one a line, or separated by commas or semicolons; each once. */
export const phonesOf = (text: string): string[] => [...new Set(text.split(/[\n,;]/).map((one) => one.trim()).filter((one) => one !== ''))];
