package dev.residual.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.dataset.feedback.FeedbackSelection;
import dev.residual.web.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Images whose truth is known become an archive that can be uploaded as a data set. */
abstract class LabeledImageArchiveTests extends RecordedPredictions {

  @Autowired private LabeledImageArchives archives;

  @Test
  void archiveHasTheImagesWithTruthAndTheirLabels() throws IOException {
    List<UUID> ids = predict(MODEL, 4);
    tell(ids.get(3), "cat");
    tell(ids.get(0), "dog");
    tell(ids.get(2), "dog");
    Map<String, byte[]> files = unzipped(archive(null, null));

    assertThat(new String(files.remove("manifest.csv"), StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .startsWith("file_name,label", ids.get(3) + ".png,cat")
        .contains(ids.get(0) + ".png,dog", ids.get(2) + ".png,dog");
    assertThat(files).hasSize(3);
    var image = ImageIO.read(new ByteArrayInputStream(files.get(ids.get(3) + ".png")));
    assertThat(image.getRGB(0, 0)).isEqualTo(0xff030000);
    assertThat(archive(null, null)).isEqualTo(archive(null, null));
  }

  @Test
  void archiveHasTheDaysThatAreAskedFor() throws IOException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    tell(predict(), "cat");
    clock.advance(Duration.ofDays(1));
    tell(predict(), "cat");

    assertThat(unzipped(archive(today, today))).hasSize(2);
    assertThat(unzipped(archive(today, today.plusDays(1)))).hasSize(3);
    assertThatThrownBy(() -> archive(null, today.minusDays(1)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("none has an image and a truth");
    assertThatThrownBy(() -> archive(today, today.minusDays(1))).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> archive(LocalDate.MIN, LocalDate.MAX)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> archives.select(new FeedbackSelection("nobody", null, null)))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-such-model"));
  }

  private byte[] archive(LocalDate from, LocalDate to) throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    archives.select(new FeedbackSelection(null, from, to)).writeTo(zip);
    return zip.toByteArray();
  }

  private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }
}
