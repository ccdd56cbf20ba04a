package dev.tidemark.planner.wave;

import java.util.Arrays;
import java.util.Objects;

/** Numbers in an array that grows. */
final class Ints {

    private static final int FEW = 64;

    private int[] numbers = new int[FEW];
    private int size;

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.multiplyExact(2, size));
        }
        numbers[size++] = number;
    }

    int get(int at) {
        return numbers[Objects.checkIndex(at, size)];
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(numbers, size);
    }
}
