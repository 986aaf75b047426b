import type { Locator } from 'playwright-core';

/** Puts a text into an editor in place of what is there, once something is: an example comes a moment after its editor. */
export async function typeOver(editor: Locator, text: string): Promise<void> {
  await editor.getByText(/\S/).first().waitFor();
  await editor.click();
  await editor.press('Control+A');
  await editor.page().keyboard.insertText(text);
}
