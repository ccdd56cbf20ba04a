package dev.tidemark.cli.command;

import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.view.Asked;
import picocli.CommandLine.Option;

/** How a command's answer is printed. */
final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Form form = Form.table;

    Form form() {
        return form;
    }

    Asked asked(WatchOption watch) {
        return new Asked(form, watch.isWanted());
    }
}
