package dev.tidemark.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an agent's groups go, on folders that look like the kernel's. With the kernel itself: the tests of recipes. */
final class ControlGroupsTest {

    private static final long PID = 4711;
    private static final Allowance ALLOWANCE = new Allowance(1_000, 50, 10);

    @TempDir
    private Path root;

    @Test
    void a_group_that_is_the_agents_alone_is_divided() throws Exception {
        Path service = unified("system.slice/tidemark.service", "cpu memory pids", "", "4711");

        ControlGroup group = places("0::/system.slice/tidemark.service").take("tidemark-1");

        assertThat(group.memory()).isEqualTo(service.resolve("tidemark-1")).isDirectory();
        assertThat(service.resolve("tidemark-agent/cgroup.procs")).hasContent("4711");
        assertThat(service.resolve("cgroup.subtree_control")).hasContent("+memory +pids");
    }

    @Test
    void a_group_with_others_in_it_is_left_alone_and_root_takes_one_beside_all_others() throws Exception {
        unified("user.slice/session-1.scope", "memory pids", "", "1\n4711");
        write(root.resolve("cgroup.subtree_control"), "cpu memory pids");

        ControlGroup group = places("0::/user.slice/session-1.scope").take("tidemark-1");

        assertThat(group.memory()).isEqualTo(root.resolve("tidemark-1"));
    }

    @Test
    void where_there_is_no_group_to_be_had_it_says_how_one_is() throws Exception {
        unified("user.slice/session-1.scope", "memory pids", "", "1\n4711");
        write(root.resolve("cgroup.subtree_control"), "");

        assertThatThrownBy(() -> places("0::/user.slice/session-1.scope").take("tidemark-1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("session-1.scope is not this agent's alone")
                .hasMessageContaining("Delegate=yes");

        unified("system.slice/bare.service", "cpu", "", "4711");
        assertThatThrownBy(() -> places("0::/system.slice/bare.service").take("tidemark-1"))
                .hasMessageContaining("controllers memory and pids are not given to it");
    }

    @Test
    void a_system_without_groups_says_so() {
        assertThatThrownBy(() -> new ControlGroupPlaces(List.of(), List.of(), PID).take("tidemark-1"))
                .hasMessage("control groups of the memory and pids controllers are not mounted");
    }

    @Test
    void in_the_first_generation_there_are_two_trees() throws Exception {
        Path memory = Files.createDirectories(root.resolve("memory/service"));
        Path pids = Files.createDirectories(root.resolve("pids"));
        ControlGroupPlaces places = new ControlGroupPlaces(
                List.of(
                        "30 22 0:27 / %s rw,relatime - tmpfs tmpfs rw,mode=755".formatted(root),
                        "34 30 0:31 / %s/memory rw,relatime shared:7 - cgroup cgroup rw,memory".formatted(root),
                        "38 30 0:35 / %s/pids rw,relatime - cgroup cgroup rw,pids".formatted(root),
                        "40 30 0:37 / %s/unified rw,relatime - cgroup2 cgroup2 rw".formatted(root)),
                List.of("8:pids:/", "4:memory:/service", "0::/"),
                PID);

        ControlGroup group = places.take("tidemark-1");

        assertThat(group).isEqualTo(new ControlGroup(memory.resolve("tidemark-1"), pids.resolve("tidemark-1")));
    }

    @Test
    void a_command_is_limited_in_the_words_of_its_generation() throws Exception {
        ControlGroup unified = new ControlGroup(root.resolve("both"), root.resolve("both"));
        unified.create();
        for (String file : List.of("pids.max", "memory.max", "memory.swap.max", "memory.oom.group")) {
            write(unified.memory().resolve(file), "");
        }

        unified.limit(ALLOWANCE);

        assertThat(unified.memory().resolve("pids.max")).hasContent("50");
        assertThat(unified.memory().resolve("memory.max")).hasContent("1000");
        assertThat(unified.memory().resolve("memory.swap.max")).hasContent("0");
        assertThat(unified.memory().resolve("memory.oom.group")).hasContent("1");
        write(unified.memory().resolve("memory.events"), "low 0\noom 2\noom_kill 3\n");
        write(unified.memory().resolve("pids.events"), "max 4\n");
        assertThat(unified.endedForMemory()).isEqualTo(3);
        assertThat(unified.refusedProcesses()).isEqualTo(4);
        assertThat(unified.entering(root.resolve("mark"), List.of("ls")))
                .endsWith(unified.memory() + "/cgroup.procs", "--", "ls");
    }

    @Test
    void what_a_command_that_did_not_get_in_ends_with_is_not_taken_for_its_own() throws Exception {
        ControlGroup group = new ControlGroup(root.resolve("one"), root.resolve("other"));
        group.create();
        Path mark = root.resolve("mark");

        assertThat(ended(group.entering(mark, List.of("sh", "-c", "exit 125")))).isEqualTo(125);
        assertThat(mark).doesNotExist();
        Files.delete(root.resolve("other/cgroup.procs"));
        Files.createDirectory(root.resolve("other/cgroup.procs"));
        assertThat(ended(group.entering(mark, List.of("true")))).isEqualTo(125);
        assertThat(mark).exists();
    }

    private static int ended(List<String> words) throws IOException, InterruptedException {
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void a_build_without_a_limit_of_its_own_is_ended_whole_by_that_of_all() throws Exception {
        ControlGroup all = new ControlGroup(root.resolve("all"), root.resolve("all"));
        all.create();
        write(all.memory().resolve("memory.max"), "max");
        ControlGroup one = all.member("one");
        one.create();
        for (String file : List.of("pids.max", "memory.oom.group")) {
            write(one.memory().resolve(file), "");
        }

        all.limitMemory(9_000);
        one.limit(new Allowance(0, 50, 10));

        assertThat(all.memory().resolve("memory.max")).hasContent("9000");
        assertThat(one.memory().resolve("memory.oom.group")).hasContent("1");
        assertThat(one.memory().resolve("memory.max")).doesNotExist();
    }

    @Test
    void a_kernel_that_does_not_count_is_believed_to_have_refused_nothing() throws Exception {
        ControlGroup group = new ControlGroup(root, root);

        assertThat(group.endedForMemory()).isZero();
        assertThat(group.refusedProcesses()).isZero();
    }

    private Path unified(String name, String controllers, String enabled, String members) throws IOException {
        Path group = Files.createDirectories(root.resolve(name));
        write(group.resolve("cgroup.controllers"), controllers);
        write(group.resolve("cgroup.subtree_control"), enabled);
        write(group.resolve("cgroup.procs"), members);
        // The kernel puts these into every new group by itself.
        Path leaf = Files.createDirectories(group.resolve("tidemark-agent"));
        write(leaf.resolve("cgroup.procs"), "");
        prepare(group.resolve("tidemark-1"));
        prepare(root.resolve("tidemark-1"));
        if (!Files.exists(root.resolve("cgroup.subtree_control"))) {
            write(root.resolve("cgroup.subtree_control"), "");
        }
        return group;
    }

    private static void prepare(Path group) throws IOException {
        write(Files.createDirectories(group).resolve("cgroup.subtree_control"), "");
    }

    private ControlGroupPlaces places(String membership) {
        return new ControlGroupPlaces(
                List.of("25 1 0:22 / %s rw,nosuid - cgroup2 cgroup2 rw".formatted(root)), List.of(membership), PID);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
