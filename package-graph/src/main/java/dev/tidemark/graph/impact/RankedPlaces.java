package dev.tidemark.graph.impact;

/**
 * A set of the numbers 0 to n-1 that gives back its least. A bit for each number, and above every 64 bits one that says
 * whether any of them is set, up to a single word: to add and to remove take as many steps as there are such layers, four for
 * sixteen million numbers, whatever the set holds. Belongs to one thread.
 */
final class RankedPlaces {

    private static final int WORD_BITS = 6;

    /** The bits of the numbers first, the single word last. */
    private final long[][] layers;

    /** @param size more than any number of the set */
    RankedPlaces(int size) {
        int depth = 1;
        for (int words = words(size); words > 1; words = words(words)) {
            depth++;
        }
        layers = new long[depth][];
        int words = words(size);
        for (int layer = 0; layer < depth; layer++) {
            layers[layer] = new long[words];
            words = words(words);
        }
    }

    private static int words(int bits) {
        return Math.max(1, (bits + Long.SIZE - 1) >>> WORD_BITS);
    }

    boolean isEmpty() {
        return layers[layers.length - 1][0] == 0;
    }

    void add(int number) {
        int bit = number;
        for (long[] layer : layers) {
            layer[bit >>> WORD_BITS] |= 1L << bit;
            bit >>>= WORD_BITS;
        }
    }

    /** Removes the least number, which there must be. */
    int removeLeast() {
        int least = 0;
        for (int layer = layers.length - 1; layer >= 0; layer--) {
            least = (least << WORD_BITS) + Long.numberOfTrailingZeros(layers[layer][least]);
        }
        int bit = least;
        for (long[] layer : layers) {
            layer[bit >>> WORD_BITS] &= ~(1L << bit);
            if (layer[bit >>> WORD_BITS] != 0) {
                break;
            }
            bit >>>= WORD_BITS;
        }
        return least;
    }
}
