package dev.residual.dataset.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.dataset.decode.ColorMode;
import dev.residual.preprocessing.OrientationMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportOptionsTests {

  private static ImportOptions parse(String json) {
    return OptionsFile.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nothingGivenMeansDefaults() {
    assertThat(parse("{}").complete())
        .isEqualTo(
            new ImportSpec(
                0.2,
                0,
                42,
                List.of(),
                ColorMode.AUTO,
                256,
                OrientationMode.EXIF,
                0.05,
                LeakPolicy.REPORT));
  }

  @Test
  void everyOptionIsRead() {
    ImportSpec options =
        parse(
                "{'split': {'test': 0.1, 'validation': 0.3, 'seed': 7},"
                    + " 'labels': ['cat', {'name': 'T-shirt/top', 'folder': 'tshirt'}],"
                    + " 'color': 'gray', 'storedSize': 64, 'orientation': 'as-is',"
                    + " 'maxUnreadable': 1, 'leaks': 'drop-from-train'}")
            .complete();
    assertThat(options)
        .isEqualTo(
            new ImportSpec(
                0.1,
                0.3,
                7,
                List.of(new LabelSpec("cat", "cat"), new LabelSpec("T-shirt/top", "tshirt")),
                ColorMode.GRAY,
                64,
                OrientationMode.AS_IS,
                1,
                LeakPolicy.DROP_FROM_TRAIN));
  }

  @Test
  void requestWinsOverTheArchive() {
    ImportOptions archive = parse("{'split': {'test': 0.1, 'seed': 1}, 'storedSize': 64}");
    ImportOptions request = parse("{'split': {'seed': 2}, 'color': 'rgb'}");
    assertThat(request.withDefaults(archive).complete())
        .returns(0.1, ImportSpec::test)
        .returns(2L, ImportSpec::seed)
        .returns(64, ImportSpec::storedSize)
        .returns(ColorMode.RGB, ImportSpec::color);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'storedSize': 27} | storedSize must be between 28 and 512, was 27",
        "{'storedSize': 513} | storedSize must be between 28 and 512, was 513",
        "{'maxUnreadable': 1.1} | maxUnreadable must be between 0 and 1, was 1.1",
        "{'split': {'test': 0}} | test must be between 0.01 and 0.5, was 0.0",
        "{'split': {'validation': 0.6}} | validation must be between 0.0 and 0.5, was 0.6",
        "{'labels': ['a']} | labels must be 2 to 1000, were 1",
        "{'labels': ['a', 'a']} | labels[1] must differ from the others",
        "{'labels': ['a', null]} | labels[1] must be a label, was null",
        "{'labels': ['a', '']} | a label must have 1 to 200 bytes",
        "{'labels': ['a', {'folder': 'b'}]} | name must be given",
        "{'color': 'blue'} | blue",
        "{'size': 3} | size",
        "{ | line 1"
      })
  void wrongOptionsAreRefused(String json, String message) {
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> parse(json))
        .withMessageStartingWith("dataset.json, line 1: ")
        .withMessageContaining(message)
        .returns("manifest-invalid", ImportException::code);
  }
}
