package io.deptracker.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.deptracker.ReadmeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of settings matches the program's. */
class ReadmeSettingsTest {
    private static final Config DEFAULTS = ConfigFactory.parseResources("reference.conf");

    private final Map<String, Setting> byName = new HashMap<>();

    ReadmeSettingsTest() {
        for (Setting setting : Setting.values()) {
            names(setting).forEach(name -> byName.put(name, setting));
        }
    }

    @Test
    void everyNameIsThereOnceAndNoOther() throws Exception {
        List<String> written = new ArrayList<>();
        ReadmeTable.rows("flag or variable").forEach(row -> written.addAll(ReadmeTable.code(row.getFirst())));

        assertThat(written).doesNotHaveDuplicates();
        // Both spellings of a proxy's variables count.
        assertThat(written)
                .containsExactlyInAnyOrderElementsOf(byName.keySet().stream()
                        .filter(name -> !name.matches("[a-z_]+"))
                        .toList());
    }

    @Test
    void everyDefaultIsThatOfReferenceConf() throws Exception {
        for (List<String> row : ReadmeTable.rows("flag or variable")) {
            var settings = new LinkedHashSet<Setting>();
            ReadmeTable.code(row.getFirst()).forEach(name -> settings.add(byName.get(name)));
            List<String> defaults = settings.stream()
                    .map(setting -> text(DEFAULTS.getValue(setting.path())))
                    .filter(value -> !value.isEmpty())
                    .toList();
            assertThat(ReadmeTable.code(row.get(1)))
                    .describedAs("the defaults of " + row.getFirst())
                    .isEqualTo(defaults);
        }
    }

    private static List<String> names(Setting setting) {
        var names = new ArrayList<>(setting.variables());
        if (setting.flag() != null) {
            names.add("-" + setting.flag());
        }
        return names;
    }

    private static String text(ConfigValue value) {
        return value.unwrapped() instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : Arrays.asList(value.unwrapped()).getFirst().toString();
    }
}
