// One block a tile, one thread a character: looks its 8x8 glyph up and copies it to the page.
extern "C" __global__ void draw_tiles(
        const unsigned char *glyphs, const int2 *corners, const unsigned long long *font, unsigned char *page, int pitch) {
    const int column = threadIdx.x % TILE_WIDTH;
    const int row = threadIdx.x / TILE_WIDTH;
    const int2 corner = corners[blockIdx.x];
    const unsigned long long glyph = font[glyphs[blockIdx.x * TILE_WIDTH * TILE_HEIGHT + threadIdx.x]];
    unsigned char *target = page + (corner.y + row) * 8 * pitch + (corner.x + column) * 8;
    for (int bit = 0; bit < 64; bit++) {
        target[(bit / 8) * pitch + bit % 8] = (glyph >> bit) & 1 ? 255 : 0;
    }
}
