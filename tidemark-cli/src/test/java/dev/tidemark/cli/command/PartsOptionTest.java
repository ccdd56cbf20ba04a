package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class PartsOptionTest {

    @Command(name = "any")
    static final class AnyCommand {
        @Mixin
        private PartsOption parts = new PartsOption();
    }

    @Test
    void each_part_gets_its_own_settings() {
        PartsOption parts = parsed(
                "-Dagent.nix.store=local?root=/srv/nix",
                "-Dplanner.dispatch.stuck-after=5s",
                "-Dnotifier.http.port=8084",
                "-Dagent.limits.time=20s");

        assertThat(parts.agent())
                .hasSize(2)
                .containsEntry("nix.store", "local?root=/srv/nix")
                .containsEntry("limits.time", "20s");
        assertThat(parts.planner()).hasSize(1).containsEntry("dispatch.stuck-after", "5s");
        assertThat(parts.notifier()).hasSize(1).containsEntry("http.port", "8084");
    }

    @Test
    void what_is_no_parts_setting_is_refused_with_those_that_there_are() {
        PartsOption parts = parsed("-Dsandbox.mode=off");

        assertThatThrownBy(parts::agent)
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(
                        "-Dsandbox.mode=…: name the part that it is a setting of: agent, planner or notifier");
    }

    private static PartsOption parsed(String... words) {
        AnyCommand command = new AnyCommand();
        var unused = new CommandLine(command).parseArgs(words);
        return command.parts;
    }
}
