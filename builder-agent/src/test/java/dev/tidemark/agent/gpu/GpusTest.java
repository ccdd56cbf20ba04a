package dev.tidemark.agent.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.gpu.Gpus.Asked;
import dev.tidemark.agent.gpu.NvidiaSmi.Answer;
import dev.tidemark.fingerprint.Cause;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in that prints what the real nvidia-smi prints, from a file. */
class GpusTest {

    private static final String FIRST =
            "0, GPU-5f6d1c2e-0000-4a4b-9c1d-aaaaaaaaaaaa, NVIDIA H200, 9.0, 143771, 550.54.15";
    private static final String SECOND =
            "1, GPU-5f6d1c2e-1111-4a4b-9c1d-bbbbbbbbbbbb, NVIDIA A100-SXM4-40GB, 8.0, 40960, 550.54.15";

    private static final GpuNeed FIRST_ONE = new GpuNeed(1, List.of("sm-90"), 0, "");
    private static final GpuNeed SECOND_ONE = new GpuNeed(1, List.of("sm-80"), 0, "");
    private static final GpuNeed ANY = new GpuNeed(1, List.of(), 0, "");

    @TempDir
    Path folder;

    private NvidiaSmi smi;

    @BeforeEach
    void a_stand_in_with_two_gpus() throws IOException {
        says(FIRST, SECOND);
        Path fake = folder.resolve("fake-nvidia-smi");
        Files.writeString(fake, """
                #!/bin/sh
                # Stands in for nvidia-smi: prints the lines of a file, of one GPU where one is asked for.
                if [ -e %1$s/hangs ]; then : > %1$s/asked; exec sleep 1000; fi
                for word in "$@"; do case $word in --id=*) id=${word#--id=};; esac; done
                if [ -e %1$s/status ]; then cat %1$s/lines; exit "$(cat %1$s/status)"; fi
                grep -F "${id:-,}" %1$s/lines || echo 'No devices were found'
                """.formatted(folder));
        assertThat(fake.toFile().setExecutable(true)).isTrue();
        smi = new NvidiaSmi(fake.toString());
    }

    @Test
    void gpus_are_found_with_all_that_a_job_may_ask_for() throws Exception {
        Answer answer = smi.list();

        assertThat(answer)
                .isEqualTo(new Answer.Found(List.of(
                        new Gpu(
                                0,
                                "GPU-5f6d1c2e-0000-4a4b-9c1d-aaaaaaaaaaaa",
                                "NVIDIA H200",
                                "sm-90",
                                143_771L << 20,
                                "550.54.15"),
                        new Gpu(
                                1,
                                "GPU-5f6d1c2e-1111-4a4b-9c1d-bbbbbbbbbbbb",
                                "NVIDIA A100-SXM4-40GB",
                                "sm-80",
                                40_960L << 20,
                                "550.54.15"))));
        assertThat(found().getFirst().features()).containsExactly("cuda", "cuda-sm-90", "gpu");
    }

    @Test
    void a_machine_without_any_and_one_whose_driver_is_ill_are_told_apart() throws Exception {
        assertThat(NvidiaSmi.parse("No devices were found\n")).isEqualTo(new Answer.Found(List.of()));
        assertThat(NvidiaSmi.parse("0, GPU-1, NVIDIA H200, 9.0, [Unknown Error], 550.54.15\n"))
                .isInstanceOf(Answer.Failed.class);
        assertThat(new NvidiaSmi(folder.resolve("nowhere").toString()).list()).isInstanceOf(Answer.Failed.class);
        fails("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", 9);
        assertThat(smi.list())
                .isEqualTo(
                        new Answer.Failed(
                                "nvidia-smi ended with status 9: NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."));
    }

    @Test
    void what_a_driver_says_is_told_as_far_as_the_dispatcher_takes_it() {
        Answer one =
                NvidiaSmi.parse("0, GPU-1, %s\u0007\u009b, 9.0, 143771, 550.\u000154\n".formatted("H".repeat(200)));
        Answer many = NvidiaSmi.parse((FIRST + "\n").repeat(300));

        assertThat(((Answer.Found) one).gpus()).singleElement().satisfies(gpu -> {
            assertThat(gpu.name()).isEqualTo("H".repeat(100));
            assertThat(gpu.driver()).isEqualTo("550.54");
        });
        assertThat(((Answer.Found) many).gpus()).hasSize(256);
    }

    @Test
    void each_is_one_jobs_at_a_time_and_who_comes_later_waits_in_order() throws Exception {
        Gpus gpus = gpus();
        Gpu first = granted(gpus.take(ANY));
        CompletableFuture<Asked> both = taking(gpus, new GpuNeed(2, List.of(), 0, ""));
        CompletableFuture<Asked> later = taking(gpus, ANY);

        assertThat(both).isNotDone();
        assertThat(later).as("what is free is left to who came before").isNotDone();
        gpus.giveBack(List.of(first), true);

        List<Gpu> two = ((Asked.Granted) both.join()).gpus();
        assertThat(two).extracting(Gpu::index).containsExactly(0, 1);
        assertThat(later).isNotDone();
        gpus.giveBack(two, true);
        assertThat(granted(later.join()).index()).isEqualTo(1);
    }

    /** Asks in a thread of its own, and has found that it has to wait. */
    private static CompletableFuture<Asked> taking(Gpus gpus, GpuNeed need) {
        CompletableFuture<Asked> asked = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                asked.complete(gpus.take(need));
            } catch (IOException | InterruptedException e) {
                asked.completeExceptionally(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING && !asked.isDone()) {
            Thread.onSpinWait();
        }
        return asked;
    }

    @Test
    void a_plain_job_gets_what_others_miss_least() throws Exception {
        Gpus two = gpus();
        assertThat(granted(two.take(ANY)).index()).as("the less able").isEqualTo(1);

        String third = FIRST.replace("0, GPU-5f6d1c2e-0000", "2, GPU-5f6d1c2e-2222");
        says(FIRST, SECOND, third);
        Gpus three = new Gpus(
                smi,
                ((Answer.Found) NvidiaSmi.parse(FIRST + "\n" + SECOND + "\n" + third + "\n")).gpus(),
                new GpuLocks(folder.resolve("other-locks")));
        assertThat(granted(three.take(ANY)).index())
                .as("not the only one of its kind")
                .isZero();
    }

    @Test
    void one_that_another_agent_of_the_machine_has_handed_out_is_taken() throws Exception {
        Gpus north = gpus();
        Gpus south = gpus();

        Gpu first = granted(north.take(ANY));
        Gpu second = granted(south.take(ANY));

        assertThat(List.of(first.index(), second.index())).containsExactly(1, 0);
        assertThat(north.take(FIRST_ONE))
                .isInstanceOfSatisfying(
                        Asked.None.class,
                        none -> assertThat(none.reason())
                                .startsWith("other agents of this machine have GPUs that the build could have"));
        assertThat(south.take(SECOND_ONE)).isInstanceOf(Asked.None.class);
        north.giveBack(List.of(first), true);
        assertThat(granted(south.take(SECOND_ONE))).isEqualTo(first);
        assertThat(north.take(FIRST_ONE)).isInstanceOf(Asked.None.class);
    }

    @Test
    void one_that_another_process_has_locked_is_taken() throws Exception {
        Path locks = Files.createDirectories(folder.resolve("locks"));
        Path lock = Files.createFile(locks.resolve("GPU-5f6d1c2e-0000-4a4b-9c1d-aaaaaaaaaaaa"));
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherAgent.class.getName(),
                        lock.toString())
                .start();
        try {
            assertThat(other.getInputStream().read()).as("it has the lock").isEqualTo('y');
            Gpus gpus = gpus();
            assertThat(gpus.take(FIRST_ONE)).isInstanceOf(Asked.None.class);
            assertThat(granted(gpus.take(SECOND_ONE)).index()).isEqualTo(1);

            other.destroyForcibly().waitFor();

            assertThat(granted(gpus.take(FIRST_ONE)).index()).isZero();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Locks a file until it is killed. */
    static final class OtherAgent {
        public static void main(String[] words) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(words[0]), StandardOpenOption.WRITE)) {
                System.out.write(channel.tryLock() == null ? 'n' : 'y');
                System.out.flush();
                Thread.sleep(Duration.ofDays(1));
            }
        }
    }

    @Test
    void one_that_is_ill_is_passed_over_until_it_answers_again() throws Exception {
        Gpus gpus = gpus();
        says(FIRST);

        Gpu first = granted(gpus.take(ANY));
        assertThat(first.index()).isZero();
        assertThat(gpus.take(SECOND_ONE))
                .isInstanceOfSatisfying(
                        Asked.None.class,
                        none -> assertThat(none.reason())
                                .startsWith(
                                        "no GPU of the agent is healthy: 1 (NVIDIA A100-SXM4-40GB): nvidia-smi does not know it any more"));
        says(FIRST, SECOND);
        assertThat(granted(gpus.take(ANY)).index()).isEqualTo(1);
    }

    @Test
    void one_that_a_job_failed_on_is_looked_at_before_the_next() throws Exception {
        Gpus gpus = gpus();
        Gpu second = granted(gpus.take(ANY));
        says(FIRST);
        gpus.giveBack(List.of(second), true);
        assertThat(granted(gpus.take(ANY)))
                .as("it was well, and is not asked again")
                .isEqualTo(second);

        gpus.giveBack(List.of(second), false);
        assertThat(granted(gpus.take(ANY)).index()).isZero();
    }

    @Test
    void a_sandbox_lets_through_the_granted_device_and_the_drivers_libraries_alone() throws Exception {
        Path dev = Files.createDirectories(folder.resolve("dev"));
        Path lib = Files.createDirectories(folder.resolve("lib"));
        for (String device : List.of("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "sda")) {
            Files.createFile(dev.resolve(device));
        }
        for (String library : List.of("libcuda.so.1", "libcuda.so.550.54.15", "libnvidia-ml.so.1", "libz.so.1")) {
            Files.createFile(lib.resolve(library));
        }

        GpuSight sight = GpuSight.of(
                found().get(1),
                new GpuSight.Places(dev, folder.resolve("driver"), List.of(lib, folder.resolve("nowhere"))));

        assertThat(sight.paths())
                .extracting(path -> folder.relativize(path).toString())
                .containsExactly(
                        "dev/nvidia1",
                        "dev/nvidiactl",
                        "dev/nvidia-uvm",
                        "lib/libcuda.so.1",
                        "lib/libcuda.so.550.54.15",
                        "lib/libnvidia-ml.so.1");
    }

    @Test
    void a_device_is_the_one_that_the_driver_has_numbered_and_its_lack_is_no_packages_fault() throws Exception {
        Path dev = Files.createDirectories(folder.resolve("dev"));
        Files.createFile(dev.resolve("nvidia0"));
        Path driver = folder.resolve("driver");
        Gpu second = found().get(1);
        driverSays(driver.resolve("0000:01:00.0"), found().getFirst(), 1);
        driverSays(driver.resolve("0000:41:00.0"), second, 0);
        GpuSight.Places places = new GpuSight.Places(dev, driver, List.of());

        assertThat(GpuSight.of(second, places).paths()).containsExactly(dev.resolve("nvidia0"));

        Executor executor = new GpuExecutor(
                (task, cancel) -> {
                    throw new AssertionError("nothing is built without a device");
                },
                gpus(),
                places);
        assertThat(executor.execute(task("cuda-sm-90"), new CancelSignal()))
                .isInstanceOfSatisfying(Failed.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(FailureKind.AGENT_FAULT);
                    assertThat(fault.message()).contains(dev.resolve("nvidia1").toString());
                });
    }

    /** As the driver of release 550 writes it. */
    private static void driverSays(Path folder, Gpu gpu, int minor) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("information"), """
                Model: \t\t %s
                IRQ:   \t\t 126
                GPU UUID: \t %s
                Bus Type: \t PCIe
                Bus Location: \t %s
                Device Minor: \t %d
                GPU Excluded:\t No
                """.formatted(gpu.name(), gpu.uuid(), folder.getFileName(), minor));
    }

    private GpuSight.Places nowhere() {
        return new GpuSight.Places(folder.resolve("dev"), folder.resolve("driver"), List.of());
    }

    @Test
    void a_job_gets_gpus_that_have_all_that_it_asks_for() throws Exception {
        Gpus gpus = gpus();

        assertThat(granted(gpus.take(SECOND_ONE)).index()).isEqualTo(1);
        assertThat(granted(gpus.take(new GpuNeed(1, List.of(), 100L << 30, "550.9")))
                        .index())
                .isZero();
        assertThat(reason(gpus, new GpuNeed(1, List.of("sm-70"), 0, "")))
                .isEqualTo(
                        "the agent does not have a GPU of sm-70: there are sm-80, sm-90; let it offer what nvidia-smi finds, and no more");
        assertThat(reason(gpus, new GpuNeed(3, List.of(), 0, "")))
                .startsWith("the agent does not have 3 GPUs: the most that one has is 2");
        assertThat(reason(gpus, new GpuNeed(2, List.of(), 100L << 30, "")))
                .startsWith("the agent does not have 2 GPUs with 100.0 GiB: they have 40.0 GiB, 140.4 GiB");
    }

    @Test
    void a_driver_that_is_too_old_is_the_agents_fault_and_both_are_named() throws Exception {
        Executor executor = new GpuExecutor(
                (task, cancel) -> {
                    throw new AssertionError("nothing is built on a driver that is too old");
                },
                gpus(),
                nowhere());

        assertThat(executor.execute(
                        task(new GpuNeed(1, List.of("sm-90"), 0, "560.28").among(List.of())), new CancelSignal()))
                .isInstanceOfSatisfying(Failed.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(FailureKind.AGENT_FAULT);
                    assertThat(fault.message())
                            .isEqualTo(
                                    "the driver of the agent's GPUs is 550.54.15, and the build asks for 560.28 or later: install that, and start the agent again");
                });
    }

    @Test
    void a_build_with_several_sees_these_alone() throws Exception {
        Path dev = Files.createDirectories(folder.resolve("dev"));
        for (String device : List.of("nvidia0", "nvidia1", "nvidia2", "nvidiactl")) {
            Files.createFile(dev.resolve(device));
        }
        List<Devices> seen = new ArrayList<>();
        Executor executor = new GpuExecutor(
                (task, cancel) -> {
                    seen.add(task.devices());
                    return new BuildOutcome.Prepared(task.recipeDigest(), 0, Duration.ZERO);
                },
                gpus(),
                new GpuSight.Places(dev, folder.resolve("driver"), List.of()));

        executor.execute(task(new GpuNeed(2, List.of(), 0, "").among(List.of())), new CancelSignal());

        assertThat(seen)
                .containsExactly(new Devices(
                        "GPU-5f6d1c2e-0000-4a4b-9c1d-aaaaaaaaaaaa,GPU-5f6d1c2e-1111-4a4b-9c1d-bbbbbbbbbbbb",
                        List.of(dev.resolve("nvidia0"), dev.resolve("nvidiactl"), dev.resolve("nvidia1"))));
    }

    private static String reason(Gpus gpus, GpuNeed need) throws Exception {
        return ((Asked.None) gpus.take(need)).reason();
    }

    @Test
    void a_build_that_asks_for_one_gets_it_and_its_failure_is_the_packages_only_if_the_gpu_is_well() throws Exception {
        List<BuildTask> seen = new ArrayList<>();
        Sha256 log = new Sha256("2".repeat(64));
        Failed failure = new Failed(
                FailureKind.TEST_FAILED,
                "2 + 2 is 5",
                List.of("FAIL sums"),
                Optional.of(log),
                Cause.ofMessage("2 + 2 is 5"),
                "test",
                Duration.ofSeconds(1));
        Executor inner = (task, cancel) -> {
            seen.add(task);
            return failure;
        };
        Executor executor = new GpuExecutor(inner, gpus(), nowhere());

        assertThat(executor.execute(task("big-parallel"), new CancelSignal())).isEqualTo(failure);
        assertThat(executor.execute(task("cuda-sm-90"), new CancelSignal())).isEqualTo(failure);
        assertThat(seen)
                .extracting(task -> task.devices().visible())
                .containsExactly("", found().getFirst().uuid());

        Executor falls = new GpuExecutor(
                (task, cancel) -> {
                    try {
                        says(FIRST);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    return failure;
                },
                gpus(),
                nowhere());
        assertThat(falls.execute(task("gpu"), new CancelSignal())).isInstanceOfSatisfying(Failed.class, fault -> {
            assertThat(fault.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(fault.message()).contains("the GPU 1 (NVIDIA A100-SXM4-40GB) is ill", "2 + 2 is 5");
            assertThat(fault.logHash()).contains(log);
            assertThat(fault.logTail()).containsExactly("FAIL sums");
            assertThat(fault.phase()).isEqualTo("test");
        });
    }

    @Test
    void a_build_that_is_cancelled_waits_for_no_gpu_and_leaves_it_to_the_next() throws Exception {
        Gpus gpus = gpus();
        Executor executor = new GpuExecutor(
                (task, cancel) -> new BuildOutcome.Prepared(task.recipeDigest(), 0, Duration.ZERO), gpus, nowhere());
        Path hangs = Files.createFile(folder.resolve("hangs"));
        CancelSignal cancel = new CancelSignal();
        CompletableFuture<BuildOutcome> outcome =
                CompletableFuture.supplyAsync(() -> executor.execute(task("gpu"), cancel));
        while (Files.notExists(folder.resolve("asked"))) {
            assertThat(outcome).isNotDone();
            Thread.onSpinWait();
        }

        cancel.give();

        assertThat(outcome.join()).isInstanceOf(BuildOutcome.Cancelled.class);
        Files.delete(hangs);
        assertThat(((Asked.Granted) gpus.take(new GpuNeed(2, List.of(), 0, ""))).gpus())
                .hasSize(2);
    }

    private static BuildTask task(String feature) {
        return task(List.of(feature));
    }

    private static BuildTask task(List<String> features) {
        Sha256 digest = new Sha256("1".repeat(64));
        return new BuildTask(
                "x-1",
                new PackageId("set", "torch"),
                "1",
                new Pool("x86_64-linux", TrustDomain.UNFREE),
                digest,
                List.of(),
                digest,
                Workspace.NONE,
                features,
                Devices.NONE,
                BuildTask.Before.HARDLY,
                List.of(),
                Collections.emptySortedMap());
    }

    /** Of an agent of its own. */
    private Gpus gpus() throws InterruptedException {
        return new Gpus(smi, found(), new GpuLocks(folder.resolve("locks")));
    }

    private List<Gpu> found() throws InterruptedException {
        return ((Answer.Found) NvidiaSmi.parse(FIRST + "\n" + SECOND + "\n")).gpus();
    }

    private static Gpu granted(Asked asked) {
        assertThat(asked).isInstanceOf(Asked.Granted.class);
        return ((Asked.Granted) asked).gpus().getFirst();
    }

    private void says(String... lines) throws IOException {
        Files.write(folder.resolve("lines"), List.of(lines));
    }

    private void fails(String words, int status) throws IOException {
        says(words);
        Files.writeString(folder.resolve("status"), Integer.toString(status));
    }
}
