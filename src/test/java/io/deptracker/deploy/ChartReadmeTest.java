package io.deptracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deptracker.ReadmeTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The table in the chart's README, values.yaml and its schema describe the same values. */
class ChartReadmeTest {
    private static final String HEAD = "value";

    /** Helm's own value, which every chart has. */
    private static final String GLOBAL = "global";

    @Test
    void everyValueHasItsRowInTheOrderOfTheFile() throws Exception {
        var written = new ArrayList<String>();
        for (List<String> row : ReadmeTable.rows(Chart.README, HEAD)) {
            written.addAll(ReadmeTable.code(row.getFirst()));
        }
        assertThat(written).containsExactlyElementsOf(ChartValue.all().keySet());
    }

    @Test
    void everyDefaultIsThatOfTheFile() throws Exception {
        Map<String, ChartValue> values = ChartValue.all();
        assertThat(column(1)).allSatisfy((path, cell) -> {
            assertThat(ReadmeTable.code(cell)).hasSize(1);
            JsonNode written =
                    Rendered.YAML.unmarshal("value: " + ReadmeTable.code(cell).getFirst(), JsonNode.class);
            assertThat(written.path("value")).isEqualTo(value(values, path).byDefault());
        });
    }

    @Test
    void everyMeaningIsTheCommentOfTheFile() throws Exception {
        Map<String, ChartValue> values = ChartValue.all();
        assertThat(values)
                .allSatisfy((path, value) ->
                        assertThat(value.comment()).as("the comment of " + path).isNotEmpty());
        assertThat(column(2))
                .allSatisfy((path, cell) -> assertThat(cell.replace("`", ""))
                        .isEqualTo(value(values, path).comment()));
    }

    @Test
    void theSchemaAllowsThemAndNoOther() throws Exception {
        var known = new TreeSet<>(ChartValue.all().keySet());
        known.add(GLOBAL);
        assertThat(ChartValue.allowed()).containsExactlyElementsOf(known);
    }

    private static Map<String, String> column(int index) throws Exception {
        var cells = new LinkedHashMap<String, String>();
        for (List<String> row : ReadmeTable.rows(Chart.README, HEAD)) {
            cells.put(ReadmeTable.code(row.getFirst()).getFirst(), row.get(index));
        }
        return cells;
    }

    private static ChartValue value(Map<String, ChartValue> values, String path) {
        ChartValue value = values.get(path);
        if (value == null) {
            throw new AssertionError("values.yaml has no " + path);
        }
        return value;
    }
}
