/** [U11] Why a file cannot be a paper: by a word for the code, and a sentence for people that says what to do. */
const PROBLEMS = {
	damaged: 'The file is damaged or incomplete. Choose it again, or save it anew.',
	locked:
		'The file is locked with a password or against changes, so nobody can look into it. Save it without that, or print it to PDF.',
	macros: 'The file carries macros, which are programs. Save it without them, or as PDF.',
	program:
		'There is a program or an old kind of object inside the file. Take it out, or print the file to PDF.',
	script: 'There is a script in the file, or something that starts a program. Print it to PDF anew.',
	attached: 'There are other files attached inside this PDF. Attach each as a paper of its own.',
	remote:
		'The file fetches something from elsewhere when it is opened: a template, a picture or an object. Put it into the file, or print it to PDF.',
	link: 'There is a link in the file that starts a program. Take it out, or print the file to PDF.',
	archive: 'There is an archive inside the file. Attach what is in it as papers of their own.',
	bomb: 'Unpacked, the file is far larger than a paper can be. Save it anew, or print it to PDF.',
	foreign:
		'The text of this file brings rules of its own for how it is to be read (a DTD, or a strange encoding). Save it anew, or print it to PDF.',
	double: 'The file is two kinds of file at once. Save it anew, or print it to PDF.',
	'too-long': 'Looking into the file took too long. Save it anew, or print it to PDF.'
} as const;

export type PaperProblem = keyof typeof PROBLEMS;

export const paperProblem = (problem: PaperProblem): string => PROBLEMS[problem];
