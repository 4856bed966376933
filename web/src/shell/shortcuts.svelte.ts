/** The sheet of shortcuts: whether it is shown. */
class Shortcuts {
  open = $state(false);

  show(): void {
    this.open = true;
  }
}

export const shortcuts = new Shortcuts();
