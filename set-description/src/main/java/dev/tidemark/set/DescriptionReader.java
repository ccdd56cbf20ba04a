package dev.tidemark.set;

import dev.tidemark.schemas.identity.PackageId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** Reads a set's description, collecting every problem on the way. */
final class DescriptionReader {

    private static final String FILE = SetDescription.FILE;
    private static final Pattern ARGUMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_'-]*");

    private final Path folder;
    private final Problems problems;
    private final JsonFile json;

    DescriptionReader(Path folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
        this.json = new JsonFile(folder, problems);
    }

    /** Empty when there is a problem because of which there is nothing to go on with. */
    Optional<SetDescription> read() {
        if (!Files.isRegularFile(folder.resolve(FILE))) {
            problems.add(FILE, "there is no such file; a package set has one, and says in it what it is");
            return Optional.empty();
        }
        return json.read(FILE, this::description);
    }

    private SetDescription description(Fields fields) {
        String set = fields.requiredText("set").orElse("unnamed");
        json.valid(FILE, () -> new PackageId(set, "any"));
        SetKind kind = kind(fields.requiredText("kind").orElse(SetKind.COMMAND.label()));
        String description = fields.text("description").orElse("");
        SetSource source = fields.object("source", this::source).orElse(new SetSource.Folder(folder));
        Optional<NixExpression> nix = nix(fields, kind);
        Optional<BumpsBy> applied = fields.object("apply", this::applied).flatMap(by -> by);
        check(kind, source, applied, fields.has("apply"));
        return new SetDescription(
                set, kind, description, folder, source, nix, applied, isPublic(fields, kind), bumps(fields));
    }

    private boolean isPublic(Fields fields, SetKind kind) {
        boolean isPublic = fields.flag("public");
        if (isPublic && kind != SetKind.NIX) {
            problems.add(FILE, "\"public\" is for sets of the kind nix: waves of others cannot be tried");
        }
        return isPublic;
    }

    private SetKind kind(String label) {
        Optional<SetKind> kind = SetKind.ofLabel(label);
        if (kind.isEmpty()) {
            problems.add(FILE, "there is no kind \"%s\" of set; known: %s".formatted(label, SetKind.labels()));
        }
        return kind.orElse(SetKind.COMMAND);
    }

    private SetSource source(Fields fields) {
        Optional<String> repository = fields.text("git");
        Optional<String> revision = fields.text("revision");
        String path = fields.text("folder").orElse("");
        if (repository.isEmpty()) {
            if (revision.isPresent()) {
                problems.add(FILE, "\"source.revision\" is of a git repository, which \"source.git\" names");
            }
            return new SetSource.Folder(folder.resolve(path).normalize());
        }
        if (revision.isEmpty()) {
            problems.add(FILE, "\"source.revision\" is missing: name the branch, tag or commit");
        }
        for (String word : List.of(repository.get(), revision.orElse(""))) {
            if (word.startsWith("-")) {
                problems.add(FILE, "\"%s\" is no repository and no revision: it begins with -".formatted(word));
            }
        }
        if (!staysInside(path)) {
            problems.add(FILE, "\"source.folder\" must lie in the repository, and %s does not".formatted(path));
        }
        return new SetSource.Git(located(repository.get()), revision.orElse("HEAD"), path);
    }

    /** A path is meant from here; an address or {@code host:path} is left as it is. */
    private String located(String repository) {
        boolean path = repository.startsWith(".") || !repository.contains(":");
        return path ? folder.resolve(repository).normalize().toString() : repository;
    }

    private Optional<NixExpression> nix(Fields fields, SetKind kind) {
        Optional<NixExpression> nix = fields.object("nix", this::expression);
        if (kind == SetKind.NIX) {
            return Optional.of(nix.orElse(NixExpression.DEFAULT));
        }
        if (nix.isPresent()) {
            problems.add(FILE, "\"nix\" is for sets of the kind nix");
        }
        return Optional.empty();
    }

    private NixExpression expression(Fields fields) {
        String file = fields.text("file").orElse(NixExpression.DEFAULT.file());
        if (!staysInside(file)) {
            problems.add(FILE, "\"nix.file\" must lie in the set's sources, and %s does not".formatted(file));
        }
        SortedMap<String, String> arguments = fields.textsByName("arguments");
        arguments.keySet().forEach(this::requireArgument);
        return new NixExpression(file, arguments);
    }

    private static boolean staysInside(String path) {
        Path normal = Path.of(path).normalize();
        return !normal.isAbsolute() && !normal.startsWith("..");
    }

    private Optional<BumpsBy> applied(Fields fields) {
        String by = fields.requiredText("by").orElse("");
        return switch (by) {
            case "argument" -> {
                Optional<String> changes = fields.text("changes");
                String versions = fields.text("versions").orElse("bumps");
                requireArgument(versions);
                changes.ifPresent(this::requireArgument);
                yield Optional.of(new BumpsBy.Argument(versions, changes));
            }
            case "environment" -> Optional.of(new BumpsBy.Environment());
            case "overlay" -> {
                String argument = fields.text("argument").orElse("overlays");
                requireArgument(argument);
                yield Optional.of(new BumpsBy.Overlay(argument));
            }
            case "merge" -> Optional.of(new BumpsBy.Merge());
            case "script" -> {
                List<String> command = fields.words("command");
                if (command.isEmpty()) {
                    problems.add(FILE, "\"apply.command\" is missing: name the script, such as [\"sh\", \"update\"]");
                }
                yield Optional.of(new BumpsBy.Script(command));
            }
            case "" -> Optional.empty();
            default -> {
                problems.add(
                        FILE,
                        "bumps are not applied by \"%s\"; known: argument, environment, overlay, merge, script"
                                .formatted(by));
                yield Optional.empty();
            }
        };
    }

    private void requireArgument(String name) {
        if (!ARGUMENT.matcher(name).matches()) {
            problems.add(FILE, "\"%s\" is no name of a Nix argument: use letters, digits and _ ' -".formatted(name));
        }
    }

    private void check(SetKind kind, SetSource source, Optional<BumpsBy> applied, boolean said) {
        if (kind == SetKind.NIX && !said) {
            problems.add(
                    FILE,
                    "\"apply\" is missing: say how bumps are applied to the set, such as {\"by\": \"argument\", \"versions\": \"bumps\"}");
        }
        applied.ifPresent(by -> {
            switch (by) {
                case BumpsBy.Argument argument -> only(SetKind.NIX, kind, "argument");
                case BumpsBy.Overlay overlay -> only(SetKind.NIX, kind, "overlay");
                case BumpsBy.Environment environment -> only(SetKind.COMMAND, kind, "environment");
                case BumpsBy.Merge merge -> {
                    if (source instanceof SetSource.Folder) {
                        problems.add(FILE, "bumps can be merged only where \"source.git\" names a repository");
                    }
                }
                case BumpsBy.Script script -> {}
            }
        });
    }

    private void only(SetKind wanted, SetKind kind, String by) {
        if (kind != wanted) {
            problems.add(FILE, "bumps are applied by %s to sets of the kind %s".formatted(by, wanted.label()));
        }
    }

    private List<SuggestedBump> bumps(Fields fields) {
        return fields.objects(
                "bumps",
                bump -> new SuggestedBump(
                        bump.requiredText("package").orElse(""),
                        bump.requiredText("to").orElse(""),
                        bump.text("note").orElse("")));
    }
}
