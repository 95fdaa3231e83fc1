// Files that are dropped anywhere on the page, and whether a file can still be read.

/** Returns whether something is dragged that has files. */
export const hasFiles = event => Boolean(event.dataTransfer?.types.includes('Files'));

/**
 * Takes files that are dropped on the page.
 *
 * @param isOpen returns whether files are wanted now
 * @param hovered is told whether files are being dragged over the page
 * @param dropped gets the files, and those of them that are folders
 * @param signal ends it
 */
export function takeDrops(isOpen, hovered, dropped, signal) {
  const hover = (event, inside) => {
    if (hasFiles(event) && isOpen()) {
      event.preventDefault();
      hovered(inside);
    }
  };
  document.addEventListener('dragover', event => hover(event, true), { signal });
  document.addEventListener('dragleave', event => !event.relatedTarget && hover(event, false), { signal });
  document.addEventListener('drop', event => {
    hover(event, false);
    if (event.defaultPrevented && event.dataTransfer.files.length) {
      dropped([...event.dataTransfer.files], foldersOf(event.dataTransfer));
    }
  }, { signal });
}

/** A folder looks like a file, but cannot be read like one. */
function foldersOf(transfer) {
  const files = [...transfer.files];
  const items = [...transfer.items].filter(item => item.kind === 'file');
  return new Set(files.filter((_, i) => items[i]?.webkitGetAsEntry?.()?.isDirectory));
}

/** Returns whether a file can still be read. It may have been changed or deleted since it was chosen. */
export async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
