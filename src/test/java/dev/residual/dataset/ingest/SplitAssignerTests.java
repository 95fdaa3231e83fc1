package dev.residual.dataset.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.dataset.pack.Split;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SplitAssignerTests {

  private static final List<String> LABELS = List.of("cat", "dog");

  private final int[] label = IntStream.range(0, 200).map(i -> i < 150 ? 0 : 1).toArray();
  private final Split[] given = new Split[200];
  private final String[] group = new String[200];
  private final long[] hash = LongStream.range(0, 200).map(i -> i * 31 + 7).toArray();

  private Split[] assign(double test, double validation, long seed) {
    ImportSpec options =
        new ImportOptions(
                new SplitOptions(test, validation, seed), null, null, null, null, null, null)
            .complete();
    return SplitAssigner.assign(options, LABELS, label, given, group, hash);
  }

  private long count(Split[] splits, int ofLabel, Split split) {
    return IntStream.range(0, label.length)
        .filter(i -> label[i] == ofLabel && splits[i] == split)
        .count();
  }

  @Test
  void everyLabelGivesItsShare() {
    Split[] splits = assign(0.2, 0.1, 42);
    assertThat(count(splits, 0, Split.TEST)).isEqualTo(30);
    assertThat(count(splits, 1, Split.TEST)).isEqualTo(10);
    assertThat(count(splits, 0, Split.VALIDATION)).isEqualTo(15);
    assertThat(count(splits, 1, Split.VALIDATION)).isEqualTo(5);
    assertThat(count(splits, 0, Split.TRAIN)).isEqualTo(105);
  }

  @Test
  void seedDecidesAndOrderDoesNot() {
    Split[] splits = assign(0.2, 0, 42);
    assertThat(assign(0.2, 0, 42)).isEqualTo(splits);
    assertThat(assign(0.2, 0, 43)).isNotEqualTo(splits);
    for (int i = 0, j = 149; i < j; i++, j--) {
      long swapped = hash[i];
      hash[i] = hash[j];
      hash[j] = swapped;
    }
    Split[] reversed = assign(0.2, 0, 42);
    for (int i = 0; i < 150; i++) {
      assertThat(reversed[i]).isEqualTo(splits[149 - i]);
    }
  }

  @Test
  void equalPixelsAndGroupsStayTogether() {
    for (int i = 0; i < 200; i++) {
      group[i] = i % 3 == 0 ? null : "patient " + i / 7;
      hash[i] = i / 2;
    }
    Split[] splits = assign(0.2, 0.2, 42);
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < i; j++) {
        if (hash[i] == hash[j] || group[i] != null && group[i].equals(group[j])) {
          assertThat(splits[i]).isEqualTo(splits[j]);
        }
      }
    }
    assertThat(Arrays.stream(splits)).contains(Split.TEST, Split.VALIDATION, Split.TRAIN);
  }

  @Test
  void givenSplitsStay() {
    Arrays.fill(given, Split.TRAIN);
    given[0] = Split.TEST;
    given[199] = Split.TEST;
    Split[] splits = assign(0.2, 0.1, 42);
    assertThat(count(splits, 0, Split.TEST)).isEqualTo(1);
    assertThat(count(splits, 1, Split.TEST)).isEqualTo(1);
    assertThat(count(splits, 0, Split.VALIDATION)).isEqualTo(15);
    given[1] = Split.VALIDATION;
    splits = assign(0.2, 0.1, 42);
    assertThat(count(splits, 0, Split.VALIDATION)).isEqualTo(1);
    assertThat(count(splits, 1, Split.VALIDATION)).isZero();
  }

  @Test
  void testIsTakenFromTrainingImagesIfNoneIsGiven() {
    Arrays.fill(given, Split.TRAIN);
    assertThat(count(assign(0.2, 0, 42), 0, Split.TEST)).isEqualTo(30);
  }

  @Test
  void labelNeedsAnImageInEachSplit() {
    Arrays.fill(label, 0);
    label[7] = 1;
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> assign(0.2, 0, 42))
        .withMessageContaining("the label dog has 1 readable images")
        .withMessageContaining("at least 2 are needed")
        .withMessageContaining("training and test")
        .returns("class-too-small", ImportException::code);
    label[8] = 1;
    Split[] splits = assign(0.01, 0, 42);
    assertThat(List.of(splits[7], splits[8])).containsExactlyInAnyOrder(Split.TRAIN, Split.TEST);
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> assign(0.2, 0.1, 42))
        .withMessageContaining("at least 3 are needed");
    label[9] = 1;
    splits = assign(0.5, 0.5, 42);
    assertThat(List.of(splits[7], splits[8], splits[9]))
        .containsExactlyInAnyOrder(Split.TRAIN, Split.TEST, Split.VALIDATION);
  }

  @Test
  void labelOfOneGroupCannotBeSplit() {
    Arrays.fill(group, 150, 200, "one");
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> assign(0.2, 0, 42))
        .withMessageContaining("the 50 images of the label dog share pixels or a group")
        .returns("class-too-small", ImportException::code);
    group[150] = null;
    assertThat(assign(0.2, 0, 42)[150]).isEqualTo(Split.TEST);
  }

  @Test
  void twoGroupsLargerThanTheShareAreSplit() {
    Arrays.fill(group, 150, 180, "large");
    Arrays.fill(group, 180, 200, "small");
    Split[] splits = assign(0.2, 0, 42);
    assertThat(splits[150]).isEqualTo(Split.TRAIN);
    assertThat(splits[180]).isEqualTo(Split.TEST);
  }

  @Test
  void labelWithoutTrainingIsRefused() {
    Arrays.fill(given, 150, 200, Split.TEST);
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> assign(0.2, 0, 42))
        .withMessageContaining("the label dog has 50 images, but 0 of them for training")
        .returns("class-without-training", ImportException::code);
  }
}
