package dev.residual.job.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.job.JobClient;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Requests for jobs that are refused. */
class JobRefusalTests extends JobsOverHttp {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'epochs': 0} | epochs must be between 1 and 1000, was 0",
        "{'epochs': 1001} | epochs must be between 1 and 1000, was 1001",
        "{'batchSize': 0} | batchSize must be between 1 and 1024, was 0",
        "{'batchSize': 1025} | batchSize must be between 1 and 1024, was 1025",
        "{'imageSize': 27} | imageSize must be between 28 and 224, was 27",
        "{'imageSize': 225} | imageSize must be between 28 and 224, was 225",
        "{'trainLimit': 0} | trainLimit must be between 1 and 1000000, was 0",
        "{'trainLimit': 1000001} | trainLimit must be between 1 and 1000000, was 1000001",
        "{'logEvery': 0} | logEvery must be between 1 and 1000000, was 0",
        "{'validationSize': -1} | validationSize must be between 0 and 1000000, was -1",
        "{'validationSize': 'half'} | validationSize must be a whole number, \"given\" or \"auto\", was \"half\"",
        "{'validationSize': 1.5} | validationSize must be a whole number, \"given\" or \"auto\", was a number",
        "{'validationSize': []} | validationSize must be a whole number, \"given\" or \"auto\", was a list",
        "{'normalization': 'zero'} | normalization must be one of article, computed, imagenet",
        "{'classBalance': 'smote'} | classBalance must be one of none, weights, sampling, was",
        "{'selectBy': 'luck'} | selectBy must be one of top1, macro-f1, loss, was",
        "{'crop': {'scale': [0.5, 0.4]}} | crop.scale must be two numbers between 0.01 and 1, the"
            + " smaller one first, was [0.5, 0.4]",
        "{'crop': {'ratio': [0.05, 1]}} | crop.ratio must be two numbers between 0.1 and 10, the",
        "{'crop': {'scale': [0.5]}} | crop.scale must be two numbers between 0.01 and 1, the smaller",
        "{'crop': {'scale': [null, 1]}} | crop.scale must be two numbers between 0.01 and 1, the",
        "{'crop': {'scale': ['a', 1]}} | crop.scale[0] must be a number",
        "{'crop': {'size': 3}} | size is not a known field; known are",
        "{'crop': true} | crop must be an object",
        "{'freeze': 3} | freeze must be an object",
        "{'augmentation': {'color': 1.1}} | augmentation.color must be between 0 and 1, was 1.1",
        "{'priority': -101} | priority must be between -100 and 100, was -101",
        "{'name': 'a\\u0000b'} | name must not contain the character U+0000",
        "{'name': 'a\\r\\nb'} | name must not contain the character U+000D",
        "{'name': '\\u001b[31mred'} | name must not contain the character U+001B",
        "{'name': 'a\\u202eb'} | name must not contain the character U+202E",
        "{'name': 'a\\u2066b'} | name must not contain the character U+2066",
        "{'name': 'a\\u2028b'} | name must not contain the character U+2028",
        "{'name': ' \\u00a0\\u200b'} | name must have a visible character",
        "{'name': '\\u3164'} | name must have a visible character",
        "{'labels': {'\\u200b': 'b'}} | must have a visible character",
        "{'labels': {'a': 'b\\n'}} | must not contain the character U+000A",
        "{'labels': {'a\\u0000': 'b'}} | must not contain the character U+0000",
        "{'labels': {'a': '\\u0000'}} | must not contain the character U+0000",
        "{'name': '\\ud800'} | name is refused: it is not well-formed Unicode",
        "{'labels': {'a': '\\udc00'}} | labels.a is refused: it is not well-formed Unicode",
        "{'labels': {'\\ud800': 'a'}} | The body is not valid JSON: it could not be parsed at line 1",
        "{'priority': 101} | priority must be between -100 and 100, was 101",
        "{'optimizer': {'learningRate': 9e-7}} | learningRate must be between 1.0E-6 and 10, was",
        "{'optimizer': {'learningRate': 10.1}} | learningRate must be between 1.0E-6 and 10, was",
        "{'optimizer': {'weightDecay': -0.1}} | weightDecay must be between 0 and 1, was -0.1",
        "{'optimizer': {'weightDecay': 1.1}} | weightDecay must be between 0 and 1, was 1.1",
        "{'optimizer': {'name': 'lion'}} | optimizer.name must be adam, adamw or sgd, was lion",
        "{'optimizer': {'momentum': 1}} | optimizer.momentum must be between 0 and 0.999, was 1",
        "{'recipe': 'slow'} | recipe must be article, fast, accurate or finetune, was slow",
        "{'schedule': {'name': 'linear'}} | must be constant, cosine or one-cycle, was linear",
        "{'schedule': {'warmupEpochs': -1}} | schedule.warmupEpochs must be between 0 and 1000,"
            + " was",
        "{'schedule': {'warmup': 1}} | warmup is not a known field; known are",
        "{'augmentation': {'maxShift': 9}} | augmentation.maxShift must be between 0 and 8, was 9",
        "{'augmentation': {'randomErasing': 1.5}} | augmentation.randomErasing must be between 0"
            + " and 1, was 1.5",
        "{'labelSmoothing': 0.6} | labelSmoothing must be between 0 and 0.5, was 0.6",
        "{'maxGradNorm': 0} | maxGradNorm must be between 0.001 and 1000000, was 0",
        "{'emaDecay': 1} | emaDecay must be between 0 and 0.99999, was 1",
        "{'earlyStopping': {}} | earlyStopping.patience must be given",
        "{'earlyStopping': {'patience': 0}} | earlyStopping.patience must be between 1 and 1000",
        "{'precision': 'fp16'} | precision must be auto, fp32 or bf16, was fp16",
        "{'labels': {'a': null}} | must be given",
        "{'labels': {'sweep': 'x'}} | labels must not have the key sweep, by which trials tell",
        "{'labels': {'': 'x'}} | must have keys of 1 to 100 characters",
        "{'architecture': 'resnet19'} | resnet19 is not known; known are resnet18, resnet34,",
        "{'architecture': {'blocks': [2, 2]}} | channels must have one width for each of the 2",
        "{'architecture': {'blocks': [2, null]}} | blocks[1] must be between 1 and 64, was null",
        "{'architecture': {'channels': [null]}} | channels[0] must be between 1 and 2048, was null",
        "{'dataset': 'cifar'} | cifar is not a known data set; known are fashion-mnist,",
        "{'scheduler': {}} | scheduler is not a known field; known are",
        "{'epochs': 'two'} | epochs must be a whole number",
        "{'promote': 'maybe'} | promote must be one of always, if-better, never",
        "{'epochs': 1 | The body is not valid JSON"
      })
  void invalidFieldIsRejected(String request, String message) throws Exception {
    MvcTestResult rejected = jobs.post(request.replace('\'', '"'));

    assertThat(rejected)
        .hasStatus(HttpStatus.BAD_REQUEST)
        .hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(jobs.body(rejected).path("detail").asString())
        .contains(message)
        .doesNotContain("an object, was an object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'device': 'gpu0' | device must be auto or one of cpu, was gpu0",
        "'trainLimit': 6001 | trainLimit must be at most 6000",
        "'validationSize': 6000 | validationSize must leave some of the 6000",
        "'trainLimit': 10, 'batchSize': 64 | batchSize must be at most 10",
        "'earlyStopping': {'patience': 2} | earlyStopping needs a validationSize above 0",
        "'selectBy': 'loss' | selectBy needs a validationSize above 0, or the test set would",
        "'validationSize': 'given' | validationSize must be auto or a number of training images,"
            + " because fashion-mnist-sample has no validation images of its own, was \"given\"",
        "'normalization': 'imagenet' | normalization must be article or computed, because the images",
        "'optimizer': {'name': 'adam', 'momentum': 0.9} | optimizer.momentum goes with sgd only",
        "'optimizer': {'name': 'sgd', 'nesterov': true} | optimizer.nesterov needs a momentum",
        "'schedule': {'name': 'one-cycle', 'warmupEpochs': 2} | schedule.warmupEpochs must be"
            + " less than the 2 epochs after freeze, was 2.0",
        "'trainLimit': 65, 'imageSize': 28 | batchSize leaves a batch of one image"
      })
  void infeasibleRequestIsRejected(String fields, String message) throws Exception {
    String request = "{'dataset': 'fashion-mnist-sample', " + fields + "}";

    MvcTestResult rejected = jobs.post(request.replace('\'', '"'));

    assertThat(rejected).hasStatus(HttpStatus.UNPROCESSABLE_CONTENT);
    assertThat(jobs.body(rejected).path("detail").asString()).contains(message);
  }

  @Test
  void requestWhoseAnswerTheClientCannotTakeChangesNothing() throws Exception {
    String path = jobs.submit(JobClient.LONG);
    List<String> before = ids("");

    assertThat(
            http.post()
                .uri("/jobs")
                .accept(MediaType.IMAGE_PNG)
                .contentType(MediaType.APPLICATION_JSON)
                .content(JobClient.LONG))
        .hasStatus(HttpStatus.NOT_ACCEPTABLE);
    assertThat(http.post().uri(path + "/cancel").accept(MediaType.IMAGE_PNG))
        .hasStatus(HttpStatus.NOT_ACCEPTABLE);

    assertThat(ids("")).isEqualTo(before);
    assertThat(jobs.get(path).path("status").asString()).isNotEqualTo("CANCELLED");
    jobs.control(path, "cancel");
    jobs.awaitStatus(path, "CANCELLED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jobs/abc",
        "/jobs?limit=0",
        "/jobs?limit=101",
        "/jobs?status=x",
        "/jobs?status=",
        "/jobs?status=,",
        "/jobs?label=a",
        "/jobs?label=:b"
      })
  void invalidPathOrParameterIsRejected(String path) {
    assertThat(http.get().uri(path)).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void parameterWithANulCharacterIsRejected() {
    assertThat(http.get().uri(URI.create("/jobs?label=a:%00"))).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(http.post().uri(URI.create("/predict?model=%00")).content("{}"))
        .hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void unknownJobIsNotFound() {
    String path = "/jobs/" + UUID.randomUUID();

    assertThat(http.get().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(http.delete().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(http.post().uri(path + "/cancel")).hasStatus(HttpStatus.NOT_FOUND);
  }
}
