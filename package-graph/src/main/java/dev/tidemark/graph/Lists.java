package dev.tidemark.graph;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists of texts by number, each list once: most packages share theirs with many others. Immutable. */
final class Lists {

    private final Texts texts;
    private final int[] start;
    private final int[] members;

    private Lists(Texts texts, int[] start, int[] members) {
        this.texts = texts;
        this.start = start;
        this.members = members;
    }

    List<String> get(int number) {
        int from = start[number];
        int size = start[number + 1] - from;
        List<String> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(texts.get(members[from + i]));
        }
        return List.copyOf(list);
    }

    /** For each list whether the text is in it. */
    boolean[] with(String text) {
        boolean[] with = new boolean[start.length - 1];
        for (int number = 0; number < with.length; number++) {
            for (int i = start[number]; i < start[number + 1] && !with[number]; i++) {
                with[number] = texts.get(members[i]).equals(text);
            }
        }
        return with;
    }

    boolean isEmpty(int number) {
        return start[number] == start[number + 1];
    }

    void write(Columns.Writer to) {
        texts.write(to);
        to.ints(start);
        to.ints(members);
    }

    static Lists read(Columns.Reader from) {
        return new Lists(Texts.read(from), from.ints(), from.ints());
    }

    /** Gives equal lists equal numbers. Belongs to one thread. */
    static final class Pool {
        private final Texts.Pool texts = new Texts.Pool();
        private final Ints start = new Ints(64);
        private final Ints members = new Ints(64);
        private final Map<List<Integer>, Integer> numbers = new HashMap<>();

        Pool() {
            start.add(0);
        }

        int add(List<String> list) {
            int[] numbersOfTexts = list.stream().mapToInt(texts::add).toArray();
            return numbers.computeIfAbsent(new Key(numbersOfTexts), added -> {
                for (int member : numbersOfTexts) {
                    members.add(member);
                }
                start.add(members.size());
                return start.size() - 2;
            });
        }

        Lists freeze() {
            return new Lists(texts.freeze(), start.toArray(), members.toArray());
        }
    }

    /** A list of numbers without a box for each. */
    private static final class Key extends AbstractList<Integer> {
        private final int[] numbers;

        Key(int[] numbers) {
            this.numbers = numbers;
        }

        @Override
        public Integer get(int index) {
            return numbers[index];
        }

        @Override
        public int size() {
            return numbers.length;
        }
    }
}
