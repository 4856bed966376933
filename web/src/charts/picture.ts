/** What of an element's look a drawing by itself has to carry with it. */
const CARRIED = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'color'];

/** The chart that is drawn on an element's canvas, as PNG on the page's own ground. */
export function pictureOfCanvas(host: Element): Promise<Blob> {
  const drawn = host.querySelector('canvas');
  if (!drawn) throw new Error('there is no chart to save');
  return onGround(drawn, drawn.width, drawn.height);
}

/** A drawing as PNG on the page's own ground, as sharp as the screen shows it. */
export async function pictureOfDrawing(drawing: SVGSVGElement): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [index, original] of [drawing, ...drawing.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(original);
    for (const name of CARRIED) copies[index]?.style.setProperty(name, style.getPropertyValue(name));
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const ratio = globalThis.devicePixelRatio || 1;
  return onGround(image, Math.round(width * ratio), Math.round(height * ratio));
}

async function onGround(drawn: CanvasImageSource, width: number, height: number): Promise<Blob> {
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [width, height];
  const context = picture.getContext('2d');
  if (!context) throw new Error('this browser draws no pictures');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
  context.fillRect(0, 0, width, height);
  context.drawImage(drawn, 0, 0, width, height);
  const content = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/png'));
  if (!content) throw new Error('this browser makes no PNG');
  return content;
}
