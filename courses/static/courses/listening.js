// The listen button: reads the card aloud where the phone really has a Vietnamese voice, and stays away where not.

function vietnameseVoice() {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.lang.toLowerCase().startsWith("vi"));
}

/** Puts the button to work for the step that `current` returns; `stop` on the result falls silent. */
export function offerListening(button, current) {
  const synthesis = window.speechSynthesis;
  if (!synthesis) return { stop() {} };

  function stop() {
    button.removeAttribute("data-speaking");
    synthesis.cancel();
  }

  function read() {
    // A paragraph at a time: some engines fall silent in the middle of a long text.
    const pieces = current().innerText.split("\n").map((piece) => piece.trim()).filter(Boolean);
    button.setAttribute("data-speaking", "");
    pieces.forEach((piece, index) => {
      const utterance = new SpeechSynthesisUtterance(piece);
      utterance.voice = vietnameseVoice();
      utterance.lang = utterance.voice.lang;
      utterance.rate = 0.9;
      if (index === pieces.length - 1) utterance.onend = () => button.removeAttribute("data-speaking");
      synthesis.speak(utterance);
    });
  }

  const offer = () => {
    button.hidden = !vietnameseVoice();
  };
  offer();
  synthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (button.hasAttribute("data-speaking") ? stop() : read()));
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  return { stop };
}
