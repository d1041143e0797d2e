const gap = 10;
const widest = 16 / 9;
const narrowest = 4 / 3;

/** Finds the number of columns that gives the largest tiles, between 4:3 and 16:9. */
export function bestColumns(count: number, width: number, height: number): { columns: number; width: number; height: number } {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    const tileHeight = Math.min(cellHeight, cellWidth / narrowest);
    const tileWidth = Math.min(cellWidth, tileHeight * widest);
    if (tileWidth * tileHeight > best.width * best.height) {
      best = { columns, width: Math.floor(tileWidth), height: Math.floor(tileHeight) };
    }
  }

  return best;
}
