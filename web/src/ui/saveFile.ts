/** Some browsers take a file only some turns after the click. */
const TAKEN_MS = 10_000;

/** Hands a file to the browser, which saves it as it saves downloads. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_MS);
}

/** Saves the chart in an element as a picture on the page's own ground. */
export async function saveChart(host: HTMLElement, name: string): Promise<void> {
  const drawn = host.querySelector('canvas');
  if (!drawn) throw new Error('there is no chart to save');
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [drawn.width, drawn.height];
  const context = picture.getContext('2d');
  if (!context) throw new Error('this browser draws no pictures');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(drawn, 0, 0);
  const content = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'));
  if (!content) throw new Error('this browser makes no PNG');
  saveFile(name, content);
}
