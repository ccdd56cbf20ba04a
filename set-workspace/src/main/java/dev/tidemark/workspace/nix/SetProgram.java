package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Evaluates a set with the program of Nix that is there. Cleans up after itself. */
final class SetProgram {

    private static final List<String> EXPRESSIONS =
            List.of("set.nix", "evaluate.nix", "jobs.nix", "attribute.nix", "positions.nix");
    private static final int WORKERS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private final NixSettings settings;
    private final NixSource.Expression set;

    SetProgram(NixSettings settings, NixSource.Expression set) {
        this.settings = settings;
        this.set = set;
    }

    /**
     * Evaluates it.
     *
     * @throws SetNotEvaluatedException when the set as a whole cannot be
     * @throws EvaluationStoppedException when something else is in the way
     * @throws IOException when no program is there
     */
    List<EvaluatedAttribute> evaluate(SetSink sink) throws IOException, InterruptedException {
        if (!Files.isReadable(set.file())) {
            throw new SetNotEvaluatedException(
                    set.file() + " cannot be read: give a .nix file, or a folder with a default.nix");
        }
        if (Files.isDirectory(set.file()) && !Files.isReadable(set.file().resolve("default.nix"))) {
            throw new SetNotEvaluatedException(
                    "the folder %s has no default.nix: give the .nix file in it that evaluates to the set"
                            .formatted(set.file()));
        }
        Path scratch = unpacked(settings.programs());
        try {
            NixProgram nix = new NixProgram(settings, scratch);
            Optional<Path> jobs = nix.find("nix-eval-jobs");
            return jobs.isPresent() ? withJobs(nix, jobs.get(), scratch, sink) : alone(nix, scratch, sink);
        } finally {
            delete(scratch);
        }
    }

    /** One attribute may stop nix-eval-jobs for all, which does not say which one; nix-instantiate finds it. */
    private List<EvaluatedAttribute> withJobs(NixProgram nix, Path jobs, Path scratch, SetSink sink)
            throws IOException, InterruptedException {
        try {
            return allWithJobs(nix, jobs, scratch, sink);
        } catch (EvaluationStoppedException | SetNotEvaluatedException e) {
            if (nix.find("nix-instantiate").isEmpty()) {
                throw e;
            }
            return alone(nix, scratch, sink);
        }
    }

    private List<EvaluatedAttribute> alone(NixProgram nix, Path scratch, SetSink sink)
            throws IOException, InterruptedException {
        Path instantiate = nix.find("nix-instantiate")
                .orElseThrow(
                        () -> new IOException(
                                "neither nix-eval-jobs nor nix-instantiate is on the PATH: install Nix"
                                        + " (on Debian the package nix-bin), or give what nix-eval-jobs has printed elsewhere"));
        List<String> command = SetEvaluation.command(instantiate, scratch.resolve("evaluate.nix"), set);
        return new SetEvaluation(nix, settings, command, scratch, sink).run();
    }

    private List<EvaluatedAttribute> allWithJobs(NixProgram nix, Path jobs, Path scratch, SetSink sink)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(jobs.toString(), "--meta", "--show-input-drvs"));
        words.addAll(List.of("--workers", Integer.toString(WORKERS)));
        words.addAll(List.of("--gc-roots-dir", scratch.resolve("roots").toString()));
        words.addAll(List.of("--argstr", "file", set.file().toAbsolutePath().toString()));
        words.addAll(List.of("--arg", "depth", Integer.toString(settings.depth())));
        words.addAll(List.of("--arg", "arguments", NixArgument.set(set.arguments())));
        words.add(scratch.resolve("jobs.nix").toString());
        LineCount lines = new LineCount();
        NixProgram.End end = nix.run(words, output -> sink.progress("evaluating", lines.of(output), 0));
        if (end.status() != 0) {
            throw new SetNotEvaluatedException(
                    "nix-eval-jobs ended with %d before the set was evaluated: %s."
                            .formatted(end.status(), ErrorText.firstLine(end.error())),
                    end.error());
        }
        List<EvaluatedAttribute> evaluated = LinesFile.read(end.output(), sink);
        for (EvaluatedAttribute one : evaluated) {
            Optional<EvaluationStoppedException> trouble = Trouble.in(one.error());
            if (trouble.isPresent()) {
                throw trouble.get(); // Whether it is the attribute's own is found out by asking again.
            }
        }
        return evaluated;
    }

    /** A folder of its own with our expressions. */
    static Path unpacked(Programs programs) throws IOException {
        Path scratch = Files.createTempDirectory(programs.scratch(), "tidemark-nix-");
        for (String expression : EXPRESSIONS) {
            unpack(expression, scratch.resolve(expression));
        }
        return scratch;
    }

    private static void unpack(String expression, Path file) throws IOException {
        try (InputStream source = SetProgram.class.getResourceAsStream(expression)) {
            if (source == null) {
                throw new AssertionError(expression + " is part of this program");
            }
            Files.write(file, source.readAllBytes());
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
