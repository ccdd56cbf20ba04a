package dev.tidemark.intake.watcher;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Origin;
import dev.tidemark.intake.ProblemTally;
import dev.tidemark.intake.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which packages a release of a project is one of, as people write it down: a row a line, with the project's name, a pattern
 * of versions and the packages. docs/formats/names.md says how. Immutable.
 */
public final class NameTable {

    /** Says nothing of any name. */
    public static final NameTable EMPTY = new NameTable(new TreeMap<>());

    /** In place of packages: there are none, and nobody need be told. */
    private static final String NOTHING = "-";

    private static final int LEAST_COLUMNS = 3;
    private static final long LARGEST_BYTES = 64L << 20;

    private final SortedMap<ProjectName, List<Row>> rows;

    /**
     * What a table says of a name.
     *
     * @param versions which of its versions
     * @param packages attributes of a set, or {@code set:attribute}; none where it is nothing to us
     */
    record Row(VersionPattern versions, List<String> packages) {
        Row {
            packages = List.copyOf(packages);
        }
    }

    private NameTable(SortedMap<ProjectName, List<Row>> rows) {
        this.rows = rows;
    }

    /**
     * Reads one.
     *
     * @throws IntakeException when it cannot be read, or rows are wrong, each named with its line
     */
    public static NameTable read(Path file) throws IntakeException {
        List<String> lines = lines(file);
        ProblemTally problems = new ProblemTally();
        SortedMap<ProjectName, List<Row>> rows = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("(^|\\s)#.*$", "").strip();
            if (!line.isEmpty()) {
                try {
                    addRow(line, rows);
                } catch (IllegalArgumentException e) {
                    problems.add(
                            new Origin(String.valueOf(file.getFileName()), i + 1L), String.valueOf(e.getMessage()));
                }
            }
        }
        Problems wrong = problems.total();
        if (wrong.count() > 0) {
            throw new IntakeException(
                    "The table of names %s cannot be used; correct it:\n%s".formatted(file, wrong.listed()));
        }
        return new NameTable(rows);
    }

    private static List<String> lines(Path file) throws IntakeException {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IntakeException("%s has more than %d MB, which is no table of names: check the path"
                        .formatted(file, LARGEST_BYTES >> 20));
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IntakeException("There is no table of names %s; check the path.".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw new IntakeException("The table of names %s is not UTF-8; convert it.".formatted(file), e);
        } catch (IOException e) {
            throw new IntakeException(
                    "The table of names %s cannot be read (%s); check the path and its mode."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static void addRow(String line, SortedMap<ProjectName, List<Row>> rows) {
        String[] cells = line.split("\\s+");
        if (cells.length < LEAST_COLUMNS) {
            throw new IllegalArgumentException(
                    "a row has a name, a pattern of versions, and packages (or - for none), with spaces between them");
        }
        List<String> packages = List.copyOf(Arrays.asList(cells).subList(2, cells.length));
        if (packages.contains(NOTHING)) {
            if (packages.size() > 1) {
                throw new IllegalArgumentException("- means no package: write it alone, or leave it out");
            }
            packages = List.of();
        }
        packages.forEach(NameTable::requirePackage);
        rows.computeIfAbsent(ProjectName.of(cells[0]), name -> new ArrayList<>())
                .add(new Row(new VersionPattern(cells[1]), packages));
    }

    private static void requirePackage(String name) {
        var unused = Naming.id(name, "set");
    }

    /** What it says of a name, in its order; nothing where it has no row of it. */
    List<Row> rows(ProjectName name) {
        return rows.getOrDefault(name, List.of());
    }

    /** How many names it knows. */
    public int size() {
        return rows.size();
    }
}
