package dev.tidemark.cli.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What recipes write down of themselves. Each agent's sandbox shows its own page alone, so that a line tells who wrote it. Recipes wait at
 * gates, which the test opens.
 */
final class Ledger {

    private final Path pages;
    private final Path gates;

    /**
     * A line of the ledger.
     *
     * @param agent who wrote it
     * @param word {@code begin} or {@code end}
     * @param attribute of the package
     */
    record Line(String agent, String word, String attribute) {}

    /** @param folder for its pages and gates */
    Ledger(Path folder) throws IOException {
        pages = Files.createDirectories(folder.resolve("ledger"));
        gates = Files.createDirectories(folder.resolve("gates"));
    }

    /** The page of an agent, which is made when it has none. */
    Path page(String agent) throws IOException {
        Path page = pages.resolve(agent);
        return Files.exists(page) ? page : Files.createFile(page);
    }

    /** The folder that recipes see to know which are open. */
    Path gates() {
        return gates;
    }

    /** Lets recipes that wait at a gate go on. */
    void open(String gate) throws IOException {
        if (Files.notExists(gates.resolve(gate))) {
            Files.createFile(gates.resolve(gate));
        }
    }

    /** What a recipe begins with. */
    String begins(String attribute) {
        return writes("begin", attribute);
    }

    /** What a recipe ends with. */
    String ends(String attribute) {
        return writes("end", attribute);
    }

    private String writes(String word, String attribute) {
        return "for page in '%s'/*; do echo '%s %s' >> \"$page\"; done\n".formatted(pages, word, attribute);
    }

    /** What a recipe waits with. */
    String waitsAt(String gate) {
        return "while ! test -e '%s/%s'; do sleep 0.1; done\n".formatted(gates, gate);
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        try (Stream<Path> all = Files.list(pages)) {
            for (Path page : (Iterable<Path>) all.sorted()::iterator) {
                for (String line : Files.readAllLines(page)) {
                    String[] words = line.split(" ", -1);
                    lines.add(new Line(String.valueOf(page.getFileName()), words[0], words[1]));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the ledger can be read", e);
        }
        return lines;
    }

    /** What an agent has begun and not ended. */
    List<String> runningAt(String agent) {
        List<String> running = new ArrayList<>();
        for (Line line : lines()) {
            if (line.agent().equals(agent)) {
                if (line.word().equals("begin")) {
                    running.add(line.attribute());
                } else {
                    running.remove(line.attribute());
                }
            }
        }
        return running;
    }

    /** How often each package was begun, by attribute. */
    Map<String, Integer> begun() {
        return counted("begin");
    }

    /** How often a recipe of each package came to its end, by attribute. */
    Map<String, Integer> ended() {
        return counted("end");
    }

    private Map<String, Integer> counted(String word) {
        Map<String, Integer> counted = new TreeMap<>();
        lines().stream()
                .filter(line -> line.word().equals(word))
                .forEach(line -> counted.merge(line.attribute(), 1, Integer::sum));
        return counted;
    }

    /** Who began a package, in the order of their names. */
    List<String> begunAt(String attribute) {
        return lines().stream()
                .filter(line -> line.word().equals("begin") && line.attribute().equals(attribute))
                .map(Line::agent)
                .toList();
    }
}
