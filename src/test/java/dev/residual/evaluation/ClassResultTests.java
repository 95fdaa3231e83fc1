package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassResultTests {

  /**
   * The example of scikit-learn's documentation of {@code classification_report}: y_true = [0, 1,
   * 2, 2, 2], y_pred = [0, 0, 2, 2, 1].
   */
  @Test
  void figuresAreThoseOfScikitLearn() {
    ClassCounts counts = counts(new int[] {0, 1, 2, 2, 2}, new int[] {0, 0, 2, 2, 1}, 3);
    List<ClassResult> classes = counts.results(List.of("class 0", "class 1", "class 2"));

    assertThat(classes).extracting(ClassResult::precision).containsExactly(0.5, 0.0, 1.0);
    assertThat(classes).extracting(it -> it.recall().value()).containsExactly(1.0, 0.0, 2 / 3.0);
    assertThat(classes.get(0).f1()).isCloseTo(0.67, within(0.005));
    assertThat(classes.get(1).f1()).isZero();
    assertThat(classes.get(2).f1()).isCloseTo(0.80, within(1e-12));
    assertThat(classes).extracting(ClassResult::images).containsExactly(1, 1, 3);
    assertThat(counts.macroF1()).as("macro avg").isCloseTo(0.49, within(0.005));
  }

  @Test
  void whatCannotBeKnownIsNull() {
    ClassCounts counts = counts(new int[] {0, 0, 1}, new int[] {0, 2, 0}, 4);
    List<ClassResult> classes = counts.results(List.of("a", "b", "c", "d"));

    assertThat(classes.get(1).precision()).as("nothing was classified as it").isNull();
    assertThat(classes.get(1).f1()).isZero();
    assertThat(classes.get(2).recall()).as("it has no images").isNull();
    assertThat(classes.get(2).precision()).isZero();
    assertThat(classes.get(3).f1()).as("neither").isNull();
  }

  @Test
  void classesOfFewImagesAreMarked() {
    assertThat(ClassResult.of(0, "rare", 9, 9, 9).tooFewToTell()).isTrue();
    assertThat(ClassResult.of(0, "frequent", 10, 9, 9).tooFewToTell()).isFalse();
  }

  private static ClassCounts counts(int[] labels, int[] predictions, int classes) {
    return ClassCounts.of(Outputs.of(predictions, classes, 5), labels);
  }
}
