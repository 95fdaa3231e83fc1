package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.pipeline.Augmentation;
import dev.residual.recipe.ClassBalance;
import dev.residual.recipe.ValidationSize;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonConverterTests {

  /** Rejects unknown fields, as for requests of clients. */
  private final JsonColumns.OfRequest column =
      new JsonColumns.OfRequest(
          JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());

  @Test
  void missingFieldsOfAnOldRequestGetTheirDefaults() {
    JobRequest read =
        column.convertToEntityAttribute(
            """
            {"recipe": "article", "architecture": "resnet34", "epochs": 7, "validationSize": 0,
             "augmentation": {"horizontalFlip": true, "maxShift": 1, "randomErasing": 0},
             "optimizer": {"name": "adam", "learningRate": 0.002, "weightDecay": 0}}\
            """);

    assertThat(read.training().validationSize()).isEqualTo(new ValidationSize(0));
    assertThat(read.training().augmentation()).isEqualTo(new Augmentation(true, 1, 0));
    assertThat(read.training().classBalance()).isEqualTo(ClassBalance.NONE);
    assertThat(read.training().crop()).isNull();
    assertThat(read.training().schedule().name()).isEqualTo("constant");
    assertThat(read.training().epochs()).isEqualTo(7);
    assertThat(read.training().optimizer().learningRate()).isEqualTo(0.002);
  }

  @Test
  void unknownFieldIsIgnored() {
    JobRequest read = column.convertToEntityAttribute("{\"epochs\": 7, \"teacher\": \"resnet50\"}");

    assertThat(read.training().epochs()).isEqualTo(7);
  }

  @Test
  void partOfTheRecipeThatWasSwitchedOffStaysOff() {
    JobRequest request = Requests.of("{'recipe': 'finetune', 'initialModel': 'x', 'crop': null}");

    JobRequest read = column.convertToEntityAttribute(column.convertToDatabaseColumn(request));

    assertThat(request.training().crop()).isNull();
    assertThat(read).isEqualTo(request);
  }

  @Test
  void writtenRequestIsReadUnchanged() {
    JobRequest request =
        Requests.of(
            "{'labels': {'team': 'web'}, 'augmentation': {'randomErasing': 0.1, 'color': 0.2},"
                + " 'crop': {'scale': [0.5, 0.9]}, 'normalization': 'computed',"
                + " 'classBalance': 'weights', 'validationSize': 'given', 'selectBy': 'macro-f1'}");

    assertThat(column.convertToEntityAttribute(column.convertToDatabaseColumn(request)))
        .isEqualTo(request);
  }
}
