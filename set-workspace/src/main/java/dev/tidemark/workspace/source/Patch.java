package dev.tidemark.workspace.source;

import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Differences between two folders of files, in the form of git: a person can read and apply them, too. */
public final class Patch {

    private Patch() {}

    /**
     * What has to be changed in one folder to make it the other; what git keeps for itself does not count.
     *
     * @param programs how git is run
     * @return empty when they are equal
     * @throws IOException when git cannot read them
     */
    public static byte[] between(Programs programs, Path before, Path after) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(programs.scratch(), "tidemark-patch-");
        try {
            Git git = new Git(programs, scratch);
            git.run("init", "--quiet", "--bare", "objects");
            return git.run(
                            "--git-dir=objects",
                            "diff",
                            "--binary",
                            "--full-index",
                            "--no-color",
                            "--no-ext-diff",
                            "--no-renames",
                            tree(git, before),
                            tree(git, after))
                    .output();
        } finally {
            TreeCopy.delete(scratch);
        }
    }

    private static String tree(Git git, Path folder) throws IOException, InterruptedException {
        git.run(
                "--git-dir=objects",
                "-c",
                "core.autocrlf=false",
                "-c",
                "core.safecrlf=false",
                "--work-tree=" + folder.toAbsolutePath(),
                "add",
                "--all",
                "--force",
                folder.toAbsolutePath().toString());
        return git.run("--git-dir=objects", "write-tree").text();
    }

    /**
     * Changes a folder.
     *
     * @param programs how git is run
     * @throws IOException when the patch does not fit it
     */
    public static void apply(Programs programs, Path patch, Path folder) throws IOException, InterruptedException {
        new Git(programs, folder)
                .run("apply", "--whitespace=nowarn", patch.toAbsolutePath().toString());
    }
}
